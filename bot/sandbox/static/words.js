// What the chat window itself says, in Korean and English. The bot's own words come from the bot.

const WORDS = {
  ko: {
    settings: "설정", conversation: "대화", to_end: "맨 아래로", commands: "명령 메뉴", write: "메시지",
    attach: "사진이나 파일 보내기", camera: "카메라", send: "보내기", keyboard: "답 고르기", whom: "고를 사람의 대화 번호", start: "시작",
    welcome: "어떤 약인지 사진으로 물어보세요", drop: "여기에 놓으면 보낼 수 있어요", as_file: "원본 파일로 보내기",
    photo: "사진", download: "내려받기", close: "닫기", previous: "이전 사진", next: "다음 사진", shoot: "찍기",
    again: "다시 찍기", send_photo: "보내기", turn: "카메라 바꾸기", ok: "확인", done: "완료", language: "언어",
    type_size: "글자 크기", size_normal: "보통", size_large: "크게", size_largest: "아주 크게",
    someone_else: "다른 사람으로 새로 시작", block: "봇 차단", unblock: "차단 풀기", bot: "봇",
    offline: "연결이 끊겼어요. 다시 잇는 중이에요…", edited: "수정됨", remove: "빼기", sending: "보내는 중…",
    failed: "보내지 못했어요", retry: "다시 보내기", no_answer: "아직 답이 없어요. 조금 뒤에 다시 눌러 주세요.",
    copied: "복사했어요", blocked: "봇을 차단했어요", you: "나", photo_of: "%s 님이 보낸 사진", your_photo: "내가 보낸 사진",
    spoiler: "가려진 글, 눌러서 보기", file_kind: "파일", unusual: "%s", today: "오늘", yesterday: "어제",
    no_camera: "카메라를 쓸 수 없어요. 브라우저에서 카메라를 허용했는지 확인하거나, 사진을 골라 보내 주세요.",
    too_many: "한 번에 10장까지 보낼 수 있어요.", too_large: "50 MB보다 큰 파일은 보낼 수 없어요.",
    not_shown: "이 브라우저가 열 수 없는 사진이라 파일로 보냈어요.", person: "손님",
    sandbox_note: "이 창은 텔레그램을 흉내 낸 연습용 대화창이에요. 여기서 보낸 것은 이 컴퓨터를 떠나지 않아요.",
    actions: {
      typing: "입력 중…", upload_photo: "사진 보내는 중…", upload_document: "파일 보내는 중…", find_location: "위치 찾는 중…",
      other: "준비 중…",
    },
    kinds: {
      sticker: "스티커", voice: "음성 메시지", audio: "음악", video: "동영상", video_note: "영상 메시지", animation: "움직이는 그림",
      location: "위치", venue: "장소", contact: "연락처", dice: "주사위", poll: "투표", new_chat_members: "새 참가자",
    },
  },
  en: {
    settings: "Settings", conversation: "Conversation", to_end: "To the newest", commands: "Commands", write: "Message",
    attach: "Send photos or files", camera: "Camera", send: "Send", keyboard: "Choose an answer", whom: "The chat number of the person", start: "Start",
    welcome: "Ask about your pills with a photo", drop: "Drop it here to send it", as_file: "Send as files, uncompressed",
    photo: "Photo", download: "Download", close: "Close", previous: "Previous photo", next: "Next photo",
    shoot: "Take the photo", again: "Once more", send_photo: "Send", turn: "Other camera", ok: "OK", done: "Done",
    language: "Language", type_size: "Type size", size_normal: "Normal", size_large: "Large", size_largest: "Largest",
    someone_else: "Begin anew as someone else", block: "Block the bot", unblock: "Unblock the bot", bot: "bot",
    offline: "Connection lost. Reconnecting…", edited: "edited", remove: "Take out", sending: "Sending…",
    failed: "Not sent", retry: "Send again", no_answer: "No answer yet. Please press again a little later.",
    copied: "Copied", blocked: "You have blocked the bot", you: "You", photo_of: "Photo from %s", your_photo: "Photo you sent",
    spoiler: "Hidden text, press to show", file_kind: "File", unusual: "%s", today: "Today", yesterday: "Yesterday",
    no_camera: "The camera can't be used. Check that your browser allows it, or choose a photo to send instead.",
    too_many: "Up to 10 can be sent at once.", too_large: "Files above 50 MB can't be sent.",
    not_shown: "This browser can't open that picture, so it was sent as a file.", person: "Guest",
    sandbox_note: "This window stands in for Telegram. Nothing that you send here leaves this computer.",
    actions: {
      typing: "typing…", upload_photo: "sending a photo…", upload_document: "sending a file…",
      find_location: "finding a place…", other: "working…",
    },
    kinds: {
      sticker: "Sticker", voice: "Voice message", audio: "Music", video: "Video", video_note: "Video message",
      animation: "Animation", location: "Location", venue: "Place", contact: "Contact", dice: "Dice", poll: "Poll",
      new_chat_members: "New members",
    },
  },
};

let language = "ko";

export function speak(wanted) {
  language = wanted in WORDS ? wanted : "en";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-words]")) element.textContent = word(element.dataset.words);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
    if (element.matches("button, a")) element.title = word(element.dataset.label);
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = word(element.dataset.placeholder);
}

export const spoken = () => language;

export const word = (name, value = "") => WORDS[language][name].replace("%s", value);

export const actionWord = (action) => WORDS[language].actions[action] ?? WORDS[language].actions.other;

export const kindWord = (kind) => WORDS[language].kinds[kind] ?? kind;

export const clock = (seconds) =>
  new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date(seconds * 1000));

export function dayName(date) {
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  if (days === 0) return word("today");
  if (days === 1) return word("yesterday");
  return new Intl.DateTimeFormat(language, { month: "long", day: "numeric", weekday: "long" }).format(date);
}
