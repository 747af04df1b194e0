// Reads a page aloud with the browser's own speech, one sentence at a time, and marks the one being said.
// Only a voice that lives on this machine: a remote one would send somebody's words away. Without one, no button.

const READ = "h1, h2, h3, p, li, dt, dd, label, legend, summary";

function localVoice() {
  const language = document.documentElement.lang;
  return speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.startsWith(language));
}

function sentencesOf(main) {
  const parts = [...main.querySelectorAll(READ)].filter((e) => e.offsetParent && !e.closest(".wr-aloud"));
  const leaves = parts.filter((e) => !parts.some((other) => other !== e && e.contains(other)));
  return leaves.flatMap((element) =>
    (element.innerText.match(/[^.!?]+[.!?]*/g) ?? []).map((text) => ({ element, text: text.trim() })).filter((s) => s.text),
  );
}

function prepare(button) {
  let sentences = [];
  let talking = false;

  function stop() {
    talking = false;
    speechSynthesis.cancel();
    document.querySelectorAll(".wr-said").forEach((e) => e.classList.remove("wr-said"));
    button.textContent = button.dataset.start;
  }

  function say(position) {
    document.querySelectorAll(".wr-said").forEach((e) => e.classList.remove("wr-said"));
    const voice = localVoice();
    if (!talking || !voice || position >= sentences.length) return stop();
    const { element, text } = sentences[position];
    const speech = new SpeechSynthesisUtterance(text);
    speech.voice = voice;
    speech.lang = voice.lang;
    speech.rate = 0.9;
    speech.onend = () => talking && say(position + 1);
    element.classList.add("wr-said");
    element.scrollIntoView({ block: "nearest" });
    speechSynthesis.speak(speech);
  }

  button.addEventListener("click", () => {
    if (talking) return stop();
    sentences = sentencesOf(document.querySelector("main"));
    talking = true;
    button.textContent = button.dataset.stop;
    say(0);
  });
  addEventListener("pagehide", stop);
}

export function readAloud() {
  if (!("speechSynthesis" in window)) return;
  for (const button of document.querySelectorAll("[data-wr-aloud]")) {
    const show = () => (button.hidden = !localVoice());
    show();
    speechSynthesis.addEventListener("voiceschanged", show);
    prepare(button);
  }
}
