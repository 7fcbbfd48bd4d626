"""What is wrong with an answer of the service: schemathesis calls this for each of its requests."""
import schemathesis


@schemathesis.check
def is_sound(ctx, response, case):
    """No defect. That the instrument, or a limit, refuses something has its own words, as clients of the older service know them."""
    if response.status_code < 500:
        return
    detail = str(response.json().get("detail", response.json().get("error", "")))
    told = detail.startswith(("Failed to ", "Error check failed or errors found: ", "Not connected to CTP10."))
    assert told or "outcome" in response.json(), f"{response.status_code}: {detail}"
    assert "defect" not in detail and "unexpectedly" not in detail, detail
