// Asks from time to time whether there is something new, and says so. Nothing on the page moves until the link is pressed.
const EVERY_SECONDS = 15;
const place = document.getElementById("news");
let seen = "";

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.from + (seen && `&seen=${seen}`), { redirect: "manual" });
  if (answer.status === 200) show(await answer.json());
  else if (answer.status !== 204 && answer.status !== 429 && answer.status < 500) clearInterval(asking);
}

function show(news) {
  seen = news.seen;
  const link = document.createElement("a");
  link.className = "button second small";
  link.href = "";
  link.textContent = news.show;
  const bar = document.createElement("span");
  bar.className = "news";
  bar.append(`${news.text} `, link);
  place.replaceChildren(bar);
}

const askUnlessAway = () => ask().catch(() => {});
const asking = setInterval(askUnlessAway, EVERY_SECONDS * 1000);
document.addEventListener("visibilitychange", askUnlessAway);
