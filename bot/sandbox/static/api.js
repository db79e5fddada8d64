// The person's side of the sandbox, as the page uses it.

export class Gone extends Error {} // the sandbox no longer knows this chat
export class Refused extends Error {} // the sandbox says no; the message says why

async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 404 && body.error === "there is no such chat") throw new Gone(body.error);
  if (!answer.ok) throw new Refused(body.error ?? answer.statusText);
  return body;
}

const withJson = (method, body) => ({ method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

export const addPerson = (first_name, language_code) =>
  ask("/sandbox/people", withJson("POST", { first_name, language_code }));

export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

export class ChatApi {
  constructor(chatId) {
    this.path = `/sandbox/chats/${chatId}`;
  }

  show = () => ask(this.path);
  change = (fields) => ask(this.path, withJson("PATCH", fields));
  block = (blocked) => ask(`${this.path}/${blocked ? "block" : "unblock"}`, { method: "POST" });
  messages = (after, action, wait) => ask(`${this.path}/messages?after=${after}&wait=${wait}&events=1&action=${action}`);
  sendText = (text) => ask(`${this.path}/messages`, withJson("POST", { text }));
  sendPlace = (latitude, longitude) => ask(`${this.path}/messages`, withJson("POST", { kind: "location", latitude, longitude }));
  sharePerson = (user) => ask(`${this.path}/messages`, withJson("POST", { kind: "users_shared", users: [user] }));
  tap = (message_id, button) => ask(`${this.path}/taps`, withJson("POST", { message_id, button, wait: 15 }));

  sendFile(kind, file, { caption = "", group = "" } = {}) {
    const form = new FormData();
    form.append(kind, file, file.name || "photo.jpg");
    if (caption) form.append("caption", caption);
    if (group) form.append("media_group_id", group);
    return ask(`${this.path}/messages`, { method: "POST", body: form });
  }
}
