const { BASE_URL, TOKEN } = process.env;

const answer = await fetch(`${BASE_URL}/api/me`, { headers: { Authorization: `Bearer ${TOKEN}` } });
if (!answer.ok) throw new Error(await answer.text());
for (const name of ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]) {
  console.log(name, answer.headers.get(name));
}
