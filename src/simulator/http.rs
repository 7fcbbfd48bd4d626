//! What a browser sends. Any page may have one send requests to a port of this machine, and their bodies
//! could be commands: so a client that begins like this is none of ours.

/// Whether these bytes begin as an HTTP request does, whole or not; `None` while that cannot be told.
pub(super) fn begins(bytes: &[u8]) -> Option<bool> {
    let blank = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let text = &bytes[blank..];
    let end = text.iter().position(|&b| b == b'\n');
    let line = &text[..end.unwrap_or(text.len())];
    if is_request_line(line) || line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"host:")) {
        return Some(true);
    }
    end.map(|_| false)
}

/// A method, and a target behind it that no SCPI parameter looks like.
fn is_request_line(line: &[u8]) -> bool {
    let Some(space) = line.iter().position(|&b| b == b' ') else { return false };
    let (method, rest) = line.split_at(space);
    let method =
        !method.is_empty() && method.iter().all(|&b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let rest = rest.trim_ascii_start();
    let has = |part: &[u8]| rest.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    method && (rest.starts_with(b"/") || has(b"://") || has(b" http/"))
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn requests_are_told_from_messages_as_soon_as_they_can_be() {
        for request in [
            "GET / HTTP/1.1\r\n",
            "GET /",
            "post /x",
            "\r\n\r\nPUT /a\r\n",
            "M-SEARCH * HTTP/1.1\r\n",
            "CONNECT h:5025 HTTP/1.1",
            "GET http://127.0.0.1:5025/\r\n",
            "Host: 127.0.0.1\r\n",
        ] {
            assert_eq!(begins(request.as_bytes()), Some(true), "{request:?}");
        }
        for message in
            ["*IDN?\r\n", ":INIT\n", "INIT:TLS1:SPE 20\r\nGET / HTTP/1.1\r\n", "CTP:RLAS1:POW 3/4\n"]
        {
            assert_eq!(begins(message.as_bytes()), Some(false), "{message:?}");
        }
        for too_little in ["", "\r\n", "GET", "GET ", "Hos", "*IDN?"] {
            assert_eq!(begins(too_little.as_bytes()), None, "{too_little:?}");
        }
    }
}
