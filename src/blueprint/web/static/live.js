const stages = document.getElementById("stages");
async function refresh() {
  try {
    const answer = await fetch(stages.dataset.live);
    stages.innerHTML = await answer.text();
    if (answer.headers.get("x-running") === "0") { location.reload(); return; }
  } catch { /* the service may be restarting: ask again */ }
  setTimeout(refresh, 500);
}
setTimeout(refresh, 500);
