"""The OpenAPI 3.1 document, made from what the resources declare: what is described is what is served."""
