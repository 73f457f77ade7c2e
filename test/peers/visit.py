"""One picture that is a visit, by requests as Debian has it: URL, picture, token, id."""
import sys
import requests

url, picture, token, visit = sys.argv[1:]
answer = requests.post(
    f"{url}/mask/",
    files={"file": open(picture, "rb")},
    data={"visit": visit},
    headers={"authorization": f"Bearer {token}"},
    timeout=60,
)
print(answer.status_code)
print(answer.text)
