// Keeps every clock of a page current, and says when the page no longer hears from the server.
"use strict";

(() => {
  const MINUTE = 60;
  const HOUR = 3600;
  const DAY = 86400;
  // The server's clock counts, not the reader's: a phone may be minutes off.
  let ahead = Number(document.body.dataset.now) - Date.now();

  const now = () => Date.now() + ahead;

  const span = (seconds) => {
    const minutes = Math.floor(seconds / MINUTE);
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours >= 72) return `${Math.floor(hours / 24)}天`;
    if (hours >= 24 || (hours && !rest)) return `${hours}小时`;
    return hours ? `${hours}小时${rest}分` : `${minutes}分`;
  };

  // The same words as service/web/display.py:left.
  const left = (due) => {
    const seconds = (due - now()) / 1000;
    if (seconds > 0 && seconds < 10 * MINUTE) {
      const whole = Math.floor(seconds);
      const minutes = Math.floor(whole / MINUTE);
      const rest = whole % MINUTE;
      return minutes ? `剩${minutes}分${String(rest).padStart(2, "0")}秒` : `剩${rest}秒`;
    }
    if (Math.abs(seconds) < MINUTE) return "已到期";
    return (seconds > 0 ? "剩" : "超时") + span(Math.abs(seconds));
  };

  const china = new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
    hourCycle: "h23",
  });

  const wall = () => {
    const part = Object.fromEntries(china.formatToParts(now()).map((item) => [item.type, item.value]));
    return `${part.month}月${part.day}日 ${part.hour}:${part.minute}:${part.second}`;
  };

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const tick = () => {
    for (const element of document.querySelectorAll("[data-due]")) {
      const due = Number(element.dataset.due);
      write(element, left(due));
      const clock = element.closest(".clock");
      const seconds = (due - now()) / 1000;
      clock?.classList.toggle("late", seconds <= 0);
      clock?.classList.toggle("soon", seconds > 0 && seconds <= HOUR);
      clock?.classList.toggle("calm", seconds > HOUR && seconds <= DAY * 4000);
    }
    for (const element of document.querySelectorAll("[data-clock]")) write(element, wall());
  };

  const numbers = () => new Set([...document.querySelectorAll("[data-case]")].map((line) => line.dataset.case));
  let known = numbers();

  const tellNews = () => {
    const news = document.querySelector("[data-news]");
    const current = numbers();
    const added = [...current].filter((number) => !known.has(number));
    known = current;
    if (news && added.length) {
      news.textContent = `新到 ${added.length} 件`;
      for (const number of added) {
        document.querySelector(`[data-case="${CSS.escape(number)}"]`)?.classList.add("arrived");
      }
    }
  };

  const offline = (lost) => {
    const line = document.querySelector("[data-offline]");
    if (!line || line.hidden === !lost) return;
    if (lost) line.querySelector("[data-offline-since]").textContent = wall();
    line.hidden = !lost;
  };

  // What a reader has opened or closed stays so when news replaces the page around it.
  let folds = [];
  document.addEventListener("htmx:beforeSwap", () => {
    folds = [...document.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]);
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of folds) document.getElementById(id)?.toggleAttribute("open", open);
    const fresh = document.querySelector("main [data-now]");
    if (fresh) ahead = Number(fresh.dataset.now) - Date.now();
    tick();
    tellNews();
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, () => offline(true));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) offline(false);
  });

  tick();
  setInterval(tick, 1000);
})();
