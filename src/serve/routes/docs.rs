//! What can be asked, for programs and for people.

use axum::http::StatusCode;

use crate::serve::answer::{Answered, content, json};
use crate::serve::call::Call;
use crate::serve::row::rows;

rows! { "Service";
    Get "/openapi.json" get_openapi Read Whatever, "This description, for programs.", [], [];
    Get "/docs" get_docs Read Whatever, "The same for people.", [], [];
    Get "/redoc" get_redoc Read Whatever, "The same.", [], [];
}

async fn get_openapi(call: Call) -> Answered {
    Ok(json(StatusCode::OK, call.service.docs.programs.clone()))
}

async fn get_docs(call: Call) -> Answered {
    Ok(content(StatusCode::OK, "text/html; charset=utf-8", call.service.docs.people.clone()))
}

async fn get_redoc(call: Call) -> Answered {
    get_docs(call).await
}
