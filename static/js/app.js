/* Comfort on top of pages that work without it. Everything is found by data-… attributes; nothing here decides anything.

   data-submit          a select that sends its form when changed
   data-key="a"         pressed by that letter, unless somebody is typing
   data-key-focus="/"   takes the cursor
   data-toggle-class="zoomed" data-on="#desk"   turns a class on another element on and off
   data-words-url       says the amount in words in the <output> that follows
   data-keep="key"      a form whose text stays on this device until it has been sent
   data-geo             a button that fills [data-lat] [data-lon] [data-accuracy] of its form
   data-shots           a file input whose pictures are shown before they are sent
   Forms are sent once: the button rests until the next page arrives. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target)) return;
    const key = event.key.toLowerCase();
    const focused = [...document.querySelectorAll("[data-key-focus]")].find((field) => field.dataset.keyFocus === key);
    const pressed = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
    if (!focused && !pressed) return;
    event.preventDefault();
    if (focused) { focused.focus(); focused.select(); } else if (!pressed.disabled) pressed.click();
  });

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle-class]");
    if (toggle) {
      const on = document.querySelector(toggle.dataset.on).classList.toggle(toggle.dataset.toggleClass);
      toggle.setAttribute("aria-pressed", String(on));
    }
    const geo = event.target.closest("[data-geo]");
    if (geo) locate(geo);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.submit();
    if (event.target.matches("[data-shots]")) showShots(event.target);
  });

  /* Sent once. Coming back with the browser's own button wakes the form again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.dataset.keep && !navigator.onLine) {
      event.preventDefault();
      form.dispatchEvent(new Event("input"));
      return;
    }
    form.dataset.sent = "1";
    if (form.dataset.keep) sessionStorage.setItem("sent:" + form.dataset.keep, "1");
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; }), 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; });
    });
  });

  /* Amounts in words, a moment after the last key. */
  const waiting = new WeakMap();
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset || !field.dataset.wordsUrl) return;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => sayInWords(field), 300));
  });
  async function sayInWords(field) {
    const output = field.parentElement.querySelector("output.words");
    if (!output) return;
    const text = field.value.trim();
    let answer = { words: "" };
    if (text) {
      try {
        const response = await fetch(field.dataset.wordsUrl + "?text=" + encodeURIComponent(text), { headers: { Accept: "application/json" } });
        if (response.ok) answer = await response.json();
      } catch { /* without a network the page itself says it after sending */ }
    }
    if (field.value.trim() !== text) return;
    output.classList.toggle("problem", Boolean(answer.problem));
    output.textContent = answer.problem || (answer.words ? answer.amount + " · " + answer.words : "");
  }

  /* What was typed and not sent stays on this device. Files, passwords and tokens do not. */
  function kept(form) {
    return [...form.elements].filter((field) => field.name && !["file", "password", "hidden", "submit", "button"].includes(field.type));
  }
  function keepDrafts(form) {
    const key = draftKey(form.dataset.keep);
    const banner = document.createElement("p");
    banner.className = "unsent";
    banner.hidden = true;
    banner.setAttribute("role", "status");
    form.prepend(banner);
    const say = (text) => {
      banner.hidden = !text;
      banner.textContent = text;
      if (!text) return;
      const drop = document.createElement("button");
      drop.type = "button";
      drop.textContent = "Bỏ bản đang giữ";
      drop.addEventListener("click", () => { localStorage.removeItem(key); form.reset(); say(""); });
      banner.append(drop);
    };
    const stored = read(key);
    if (stored && !form.querySelector(".errors")) {
      const fields = kept(form);
      const changed = fields.filter((field) => restore(field, stored.values));
      if (changed.length) {
        say("Chưa gửi: đã lấy lại " + changed.length + " mục bạn nhập lúc " + stored.at + " trên máy này.");
        /* sums beside the form count what was brought back, once htmx listens */
        addEventListener("load", () => changed.at(-1).dispatchEvent(new Event("change", { bubbles: true })));
      }
    }
    form.addEventListener("input", () => {
      const values = {};
      kept(form).forEach((field) => {
        if (["radio", "checkbox"].includes(field.type)) { if (field.checked) (values[field.name] = values[field.name] || []).push(field.value); }
        else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
        else values[field.name] = field.value;
      });
      const now = new Date();
      const at = String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
      try { localStorage.setItem(key, JSON.stringify({ at, values })); } catch { return; }
      const answered = Object.values(values).filter((value) => value.length).length;
      say("Chưa gửi: " + answered + " mục đang giữ trên máy này." + (navigator.onLine ? "" : " Máy đang mất sóng; gửi lại khi có mạng."));
    });
  }
  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }
  function restore(field, values) {
    if (["radio", "checkbox"].includes(field.type)) {
      const on = (values[field.name] || []).includes(field.value);
      const differs = on && !field.checked;
      if (Object.keys(values).length) field.checked = on;
      return differs;
    }
    if (!(field.name in values)) return false;
    if (field.multiple) {
      let differs = false;
      [...field.options].forEach((option) => { const on = values[field.name].includes(option.value); differs = differs || on !== option.selected; option.selected = on; });
      return differs;
    }
    if (field.value === values[field.name]) return false;
    field.value = values[field.name];
    return true;
  }

  /* Where the photograph was taken, with its accuracy, only when asked. */
  function locate(button) {
    const form = button.form || button.closest("form");
    const status = form.querySelector("[data-geo-status]");
    const say = (text) => { if (status) status.textContent = text; };
    if (!navigator.geolocation) { say("Máy này không cho biết vị trí; hãy nhập tay."); return; }
    say("Đang xác định vị trí…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const fill = (name, value) => { const field = form.querySelector("[" + name + "]"); if (field) { field.value = value; field.dispatchEvent(new Event("input", { bubbles: true })); } };
        fill("data-lat", coords.latitude.toFixed(6));
        fill("data-lon", coords.longitude.toFixed(6));
        fill("data-accuracy", Math.ceil(coords.accuracy));
        say("Đã lấy vị trí, sai số " + Math.ceil(coords.accuracy) + " m.");
      },
      () => say("Không lấy được vị trí. Hãy cho phép định vị hoặc nhập tay."),
      { enableHighAccuracy: true, timeout: 20000 },
    );
  }

  function showShots(input) {
    const place = document.querySelector("[data-shots-for='" + input.id + "']");
    if (!place) return;
    place.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    place.replaceChildren(...[...input.files].map((file) => {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      return image;
    }));
  }

  /* A form that was sent and has not come back, or a page that says it went well, ends its draft. */
  const draftKey = (name) => "draft:" + (document.body.dataset.person || "") + ":" + name;
  Object.keys(sessionStorage).filter((name) => name.startsWith("sent:")).forEach((flag) => {
    const name = flag.slice(5);
    const here = [...document.querySelectorAll("form[data-keep]")].some((form) => form.dataset.keep === name);
    if (!here || document.querySelector(".message.success")) localStorage.removeItem(draftKey(name));
    sessionStorage.removeItem(flag);
  });
  document.querySelectorAll("form[data-keep]").forEach(keepDrafts);

  /* htmx: an answer that refuses still shows its sentences; a lost network says so. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([400, 403, 404, 409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
})();
