// What the page says, in each language. A text that is missing is shown in English.
export const TEXTS = {
  en: {
    skip: "Skip to the content", sections: "Sections", speak: "Read aloud", jobs: "Jobs", voices: "Voices", farm: "Farm",
    language: "Language", signIn: "Sign in", key: "Key", enter: "Enter", speakTitle: "Read a text aloud", text: "Text",
    hint: "Paste a text, or drop a file here.", file: "Or a file", voice: "Voice", speed: "Speed", form: "Format",
    start: "Read aloud", preview: "Preview", sample: "Hear the voice", previewTitle: "What will be said",
    leftOut: "What is left out", noJobs: "There are no jobs yet.", more: "More", filter: "Filter", worker: "Worker",
    model: "Model", slots: "Slots", busy: "Busy", takes: "Takes", memory: "Memory", cancel: "Cancel", chapters: "Chapters",
    captions: "Text", usual: "Chosen by the text", written: "written", open: "Open", download: "Download", report: "Report",
    characters: "{0} characters", running: "being made", stitching: "being put together", done: "ready", failed: "failed",
    cancelled: "cancelled", left: "about {0} left", unfinished: "{0} chunks to do", sampleText: "This is how I sound.",
    noText: "Give a text or a file first.", offline: "The gateway doesn't answer; try again in a moment.",
    chunks: "Chunks: hear, edit, make anew", chunk: "Chunk {0}", order: "Order", suspiciousFirst: "Suspicious first",
    asInText: "As in the text", hear: "Hear", edit: "Edit", remake: "Make anew", save: "Speak this", compare: "Compare two voices",
    sentence: "Sentence", first: "First", second: "Second", hearFirst: "Hear the first", hearSecond: "Hear the second",
    hearBoth: "Hear one after the other", enrolTitle: "Make a voice from a recording", name: "Name", recording: "Recording",
    enrolHint: "3 to 15 seconds of one person, who agrees, for a model that can imitate.", words: "What it says",
    enrolNow: "Make the voice", enrolled: "The voice is ready.", forget: "Delete", speakers: "Speakers of a script",
    speakersHint: "Names before what they say, as in “ANNA: Hello.” Give one a voice or a language, and none of them is read aloud.",
    addSpeaker: "Add a speaker", remove: "Remove", removeSpeaker: "Remove {0}", asNarrator: "As the narrator", speaks: "Language",
    noSpeaker: "Give the speaker's name first.", speakerIsThere: "This speaker is in the list already.",
  },
  vi: {
    skip: "Đến nội dung", sections: "Các mục", speak: "Đọc thành tiếng", jobs: "Công việc", voices: "Giọng đọc", farm: "Máy chủ",
    language: "Ngôn ngữ", signIn: "Đăng nhập", key: "Khóa", enter: "Vào", speakTitle: "Đọc văn bản thành tiếng", text: "Văn bản",
    hint: "Dán văn bản, hoặc thả tệp vào đây.", file: "Hoặc chọn tệp", voice: "Giọng", speed: "Tốc độ", form: "Định dạng",
    start: "Đọc", preview: "Xem trước", sample: "Nghe thử giọng", previewTitle: "Nội dung sẽ được đọc",
    leftOut: "Phần bị bỏ qua", noJobs: "Chưa có công việc nào.", more: "Xem thêm", filter: "Lọc", worker: "Tiến trình",
    model: "Mô hình", slots: "Chỗ", busy: "Đang bận", takes: "Đoạn đã đọc", memory: "Bộ nhớ", cancel: "Hủy", chapters: "Chương",
    captions: "Lời", usual: "Chọn theo văn bản", written: "viết là", open: "Mở", download: "Tải về", report: "Báo cáo",
    characters: "{0} ký tự", running: "đang đọc", stitching: "đang ghép", done: "xong", failed: "thất bại",
    cancelled: "đã hủy", left: "còn khoảng {0}", unfinished: "còn {0} đoạn", sampleText: "Đây là giọng đọc của tôi.",
    noText: "Hãy nhập văn bản hoặc chọn tệp.", offline: "Máy chủ không trả lời; hãy thử lại sau giây lát.",
    chunks: "Các đoạn: nghe, sửa, đọc lại", chunk: "Đoạn {0}", order: "Thứ tự", suspiciousFirst: "Đoạn đáng ngờ trước",
    asInText: "Theo văn bản", hear: "Nghe", edit: "Sửa", remake: "Đọc lại", save: "Đọc câu này", compare: "So sánh hai giọng",
    sentence: "Câu", first: "Giọng thứ nhất", second: "Giọng thứ hai", hearFirst: "Nghe giọng thứ nhất", hearSecond: "Nghe giọng thứ hai",
    hearBoth: "Nghe lần lượt cả hai", enrolTitle: "Tạo giọng từ bản ghi âm", name: "Tên", recording: "Bản ghi âm",
    enrolHint: "3 đến 15 giây của một người đã đồng ý, cho mô hình biết bắt chước.", words: "Lời trong bản ghi",
    enrolNow: "Tạo giọng", enrolled: "Giọng đã sẵn sàng.", forget: "Xóa", speakers: "Người nói trong kịch bản",
    speakersHint: "Tên đứng trước lời nói, như “ANNA: Xin chào.” Khi một người có giọng hoặc ngôn ngữ riêng, các tên không được đọc lên.",
    addSpeaker: "Thêm người nói", remove: "Bỏ", removeSpeaker: "Bỏ {0}", asNarrator: "Như người kể", speaks: "Ngôn ngữ",
    noSpeaker: "Hãy nhập tên người nói.", speakerIsThere: "Người nói này đã có trong danh sách.",
  },
};

const kept = localStorage.getItem("language");
export let language = kept in TEXTS ? kept : navigator.language.startsWith("vi") ? "vi" : "en";

export function say(name, ...parts) {
  const text = TEXTS[language][name] ?? TEXTS.en[name] ?? name;
  return parts.reduce((said, part, place) => said.replace(`{${place}}`, part), text);
}

export function speakIn(wanted) {
  language = wanted;
  localStorage.setItem("language", wanted);
  document.documentElement.lang = wanted;
  for (const part of document.querySelectorAll("[data-text]")) part.textContent = say(part.dataset.text);
  for (const part of document.querySelectorAll("[data-label]")) part.setAttribute("aria-label", say(part.dataset.label, part.dataset.part ?? ""));
}
