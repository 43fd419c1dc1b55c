"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll(".card")];

  // ── filters ──────────────────────────────────────────────────────────────
  const publisher = $("by-publisher"), kind = $("by-kind"), confidence = $("by-confidence");
  const filter = () => {
    const [low, high] = confidence.value ? confidence.value.split("-").map(Number) : [-1, 9];
    let n = 0;
    for (const card of cards) {
      const sure = Number(card.dataset.confidence);
      card.hidden = !(
        (!publisher.value || card.dataset.publisher === publisher.value) &&
        (!kind.value || card.dataset.kinds.includes(" " + kind.value + " ")) &&
        sure >= low && sure < high
      );
      if (!card.hidden) n += 1;
    }
    for (const span of document.querySelectorAll("del[data-kind]")) span.classList.toggle("faded", kind.value !== "" && span.dataset.kind !== kind.value);
    $("n-shown").textContent = n + " of " + cards.length + " shown";
  };
  if (cards.length) {
    for (const select of [publisher, kind, confidence]) select.addEventListener("change", filter);
    $("open-all").addEventListener("click", () => cards.forEach((card) => { if (!card.hidden) card.open = true; }));
    $("close-all").addEventListener("click", () => cards.forEach((card) => { card.open = false; }));
    filter(); // a browser that reloads a page keeps the choices
  }

  // ── the reason of a span, on hover and on focus ──────────────────────────
  const tip = $("tip");
  let shown = null, waiting = 0;
  const hide = () => { tip.hidden = true; shown = null; };
  const show = (span, x) => {
    clearTimeout(waiting);
    if (shown !== span) tip.replaceChildren(...[...span.querySelector(".why").childNodes].map((node) => node.cloneNode(true)));
    shown = span;
    tip.hidden = false;
    const boxes = [...span.getClientRects()];
    const box = boxes.find((one) => x !== null && x >= one.left && x <= one.right) || boxes[0];
    const size = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min((x === null ? box.left : x) - 24, root.clientWidth - size.width - 8));
    const last = boxes[boxes.length - 1];
    const below = last.bottom + 4;
    tip.style.left = left + "px";
    tip.style.top = (below + size.height < root.clientHeight || box.top < size.height + 8 ? below : box.top - size.height - 4) + "px";
  };
  const spanOf = (event) => (event.target.closest ? event.target.closest("del, mark") : null);
  document.addEventListener("mouseover", (event) => {
    const span = spanOf(event);
    if (span) show(span, event.clientX);
    else if (tip.contains(event.target)) clearTimeout(waiting);
  });
  document.addEventListener("mouseout", (event) => {
    // A moment's grace: the pointer may be on its way to the reason, to select it.
    if (spanOf(event) || tip.contains(event.target)) { clearTimeout(waiting); waiting = setTimeout(() => { if (document.activeElement !== shown) hide(); }, 180); }
  });
  document.addEventListener("focusin", (event) => { const span = spanOf(event); if (span) show(span, null); else hide(); });
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", () => { if (shown && document.activeElement !== shown) hide(); }, { passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // ── print what is open, and if nothing is, the first ─────────────────────
  window.addEventListener("beforeprint", () => { const seen = cards.filter((card) => !card.hidden); if (seen.length && !seen.some((card) => card.open)) seen[0].open = true; });
})();
