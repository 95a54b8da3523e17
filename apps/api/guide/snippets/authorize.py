# pip install authlib requests
import os

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

app = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    redirect_uri=os.environ["REDIRECT_URI"],
    scope="items:view",
    code_challenge_method="S256",
)
verifier = generate_token(48)
address, state = app.create_authorization_url(f"{os.environ['BASE_URL']}/oauth/authorize", code_verifier=verifier)
print("Open this in a browser, sign in and allow:", address, sep="\n", flush=True)
landed = input("Then paste the address to which the browser was sent:\n")
token = app.fetch_token(
    f"{os.environ['BASE_URL']}/oauth/token", authorization_response=landed, state=state, code_verifier=verifier
)
print(token["access_token"], token["refresh_token"], sep="\n")
