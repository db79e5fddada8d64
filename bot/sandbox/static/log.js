// The conversation as it stands: messages by number, albums in one bubble, edits in place, deleted ones gone.

import { bubble, make } from "./render.js";
import { dayName } from "./words.js";

const NEAR_END = 120; // pixels: closer than this, new messages keep the end in sight
const TOGETHER = 300; // seconds within which messages of one side belong together
const ABOVE = 8; // pixels left free above what is read first
const ANSWERING = 10000; // milliseconds within which news answer what the person did last

export class Log {
  constructor(list, scroll, { onUnread }) {
    this.list = list;
    this.scroll = scroll;
    this.onUnread = onUnread;
    this.items = new Map();
    this.where = new Map(); // message id -> key of its item
    this.reactions = new Map(); // message id -> the bot's emoji on it
    this.unread = 0;
    this.sticking = true;
    this.acted = 0; // when the person did something last
    scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    const resized = new ResizeObserver(() => { if (this.sticking) this.follow(); });
    resized.observe(scroll);
    resized.observe(list);
  }

  use(context) {
    this.context = context;
  }

  get empty() {
    return this.items.size === 0;
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR_END;
  }

  scrolled() {
    this.sticking = this.atEnd();
    if (this.sticking) this.unread = 0;
    this.onUnread(this.unread);
  }

  // The person does something: what comes next is their answer, wherever they have scrolled to.
  act() {
    this.acted = Date.now();
    this.anchor = null;
  }

  put(messages, { loading = false } = {}) {
    let stay = this.atEnd() || loading;
    let added = 0;
    const changed = [];
    for (const message of messages) {
      const known = this.where.has(message.message_id);
      const key = this.where.get(message.message_id) ?? (message.media_group_id ? `album ${message.from.id} ${message.media_group_id}` : `message ${message.message_id}`);
      this.where.set(message.message_id, key);
      const item = this.items.get(key) ?? { messages: new Map() };
      if (JSON.stringify(item.messages.get(message.message_id)) === JSON.stringify(message)) continue;
      item.messages.set(message.message_id, message);
      this.items.set(key, item);
      this.draw(item);
      if (message.from.is_bot) changed.push({ item, known });
      if (known) continue;
      added += 1;
      if (!message.from.is_bot) { this.act(); stay = true; }
    }
    this.arrange();
    if (loading) { this.openAtLast(); return; }
    const answering = Date.now() - this.acted < ANSWERING;
    if (!answering || !this.anchor) this.anchor = changed.find(({ known }) => answering || !known) ?? null;
    if (stay || (answering && changed.length)) this.follow();
    if (!this.atEnd() && added) { this.unread += added; this.onUnread(this.unread); }
  }

  remove(ids) {
    for (const id of ids) {
      const key = this.where.get(id);
      const item = this.items.get(key);
      if (!item) continue;
      this.where.delete(id);
      item.messages.delete(id);
      if (item.messages.size) { this.draw(item); continue; }
      item.element.remove();
      this.items.delete(key);
    }
    this.arrange();
  }

  react(reactions) {
    for (const { message_id, emoji } of reactions) {
      this.reactions.set(message_id, emoji);
      const item = this.items.get(this.where.get(message_id));
      if (item) this.draw(item);
    }
    if (reactions.length) this.arrange();
  }

  redraw() {
    for (const item of this.items.values()) this.draw(item);
    this.arrange();
  }

  clear() {
    this.items.clear();
    this.where.clear();
    this.reactions.clear();
    this.list.replaceChildren();
    this.read();
  }

  // A chat that is opened shows its last message, from its beginning.
  openAtLast() {
    const item = this.sorted().at(-1);
    this.anchor = item ? { item, known: false } : null;
    this.follow();
  }

  // Go to the end, but no further than the beginning of what is new: the worst stands there.
  follow() {
    this.scroll.scrollTop = Math.min(this.scroll.scrollHeight, this.top() - ABOVE);
    if (this.atEnd()) this.read();
  }

  // How far down the first new message begins; of one that was changed, its words.
  top() {
    const element = this.anchor?.item.element;
    if (!element?.isConnected) return Infinity;
    const start = this.anchor.known ? element.querySelector(".words") ?? element : element;
    return start.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top + this.scroll.scrollTop;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.read();
  }

  read() {
    this.unread = 0;
    this.onUnread(0);
  }

  photos() {
    return this.sorted().flatMap((item) => [...item.messages.values()].filter((message) => message.photo));
  }

  sorted() {
    return [...this.items.values()].sort((one, other) => first(one).message_id - first(other).message_id);
  }

  draw(item) {
    const messages = [...item.messages.values()].sort((one, other) => one.message_id - other.message_id);
    const own = messages[0].from.id === this.context.personId;
    const reaction = messages.map((message) => this.reactions.get(message.message_id)).find(Boolean);
    const element = bubble(messages, { ...this.context, own, reaction });
    element.dataset.message = messages[0].message_id;
    const focused = item.element?.contains(document.activeElement) ? document.activeElement.dataset.data : undefined;
    if (item.element) {
      element.classList.add("settled");
      item.element.replaceWith(element);
    }
    item.element = element;
    if (focused !== undefined) this.refocus(element, focused);
  }

  // A pressed button keeps the focus where the edited message still has it; else the message itself takes it.
  refocus(element, data) {
    const same = [...element.querySelectorAll(".buttons button")].find((button) => data && button.dataset.data === data);
    (same ?? element).focus({ preventScroll: true });
  }

  // Put the bubbles in order, with the name of the day before the first of each day.
  arrange() {
    let before = null;
    const wanted = [];
    for (const item of this.sorted()) {
      const message = first(item);
      const date = new Date(message.date * 1000);
      if (!before || new Date(before.date * 1000).toDateString() !== date.toDateString()) wanted.push(this.day(date));
      const together = before && before.from.id === message.from.id && message.date - before.date < TOGETHER;
      item.element.classList.toggle("together", Boolean(together));
      wanted.push(item.element);
      before = message;
    }
    wanted.forEach((element, place) => {
      if (this.list.children[place] !== element) this.list.insertBefore(element, this.list.children[place] ?? null);
    });
    while (this.list.children.length > wanted.length) this.list.lastElementChild.remove();
  }

  day(date) {
    const name = date.toDateString();
    const known = [...this.list.querySelectorAll(":scope > .day")].find((element) => element.dataset.day === name);
    const element = known ?? make("p", { class: "day", "data-day": name });
    const text = dayName(date);
    if (element.textContent !== text) element.textContent = text;
    return element;
  }
}

const first = (item) => item.messages.get(Math.min(...item.messages.keys()));
