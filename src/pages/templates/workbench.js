"use strict";
/* Saves what is chosen as soon as it is chosen, and says so only once it is on the disk. Without this script the button saves. */
for (const form of document.querySelectorAll("form[data-saves]")) {
  const said = form.querySelector("[data-said]");
  let latest = 0;
  form.addEventListener("change", async (event) => {
    if (!["radio", "checkbox"].includes(event.target.type)) return;
    const own = ++latest;
    const answers = new URLSearchParams(new FormData(form));
    answers.set("by", "script");
    let text = "Not saved: this computer could not be reached. Your choice stands on this page alone.";
    try {
      const answer = await fetch(form.dataset.saves, { method: "POST", body: answers, redirect: "error" });
      if (answer.status === 204) text = "Your choice is saved as a draft.";
      else if (answer.status === 403) text = "Not saved: sign in again in another tab, and open this page anew.";
    } catch { /* said below */ }
    if (own === latest) said.textContent = text;
  });
}
