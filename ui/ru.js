/* Streamlit's own words in Russian: it has no translation of its own. */
(() => {
  const words = {
    "Choose options": "Выберите", "Choose an option": "Выберите", "Search": "Найти",
    "No results": "Ничего не найдено", "No options to select": "Нечего выбирать",
    "Select all": "Выбрать все", "Add": "Добавить", "Loading...": "Загрузка…",
    "Download as CSV": "Скачать csv", "Download data as CSV": "Скачать csv",
    "Fullscreen": "Во весь экран", "Close fullscreen": "Свернуть", "Exit fullscreen": "Свернуть",
    "Show/hide columns": "Показать или скрыть столбцы", "Skip to main content": "К содержанию",
    "Type to search": "Начните писать", "Clear value": "Очистить", "Clear all": "Очистить", "Clear entry": "Очистить",
    "Clear selection": "Снять выделение", "Clear": "Очистить", "Close": "Закрыть", "open": "открыть",
    "Open": "Открыть", "Show password": "Показать пароль", "Hide password": "Скрыть пароль", "Dismiss": "Закрыть",
    "Sort ascending": "По возрастанию", "Sort descending": "По убыванию", "Format": "Вид чисел",
    "Autosize": "По ширине текста", "Pin column": "Закрепить", "Unpin column": "Открепить",
    "Hide column": "Скрыть столбец", "Statistics": "Сводка", "Connecting": "Соединение",
    "Connection error": "Нет связи с сервером", "Connection lost": "Связь потеряна",
    "Running...": "Считаем…", "Stop": "Остановить", "Rerun": "Обновить", "Press Enter to apply": "",
    "Press Enter to submit form": "", "Copy to clipboard": "Скопировать", "Copied": "Скопировано",
    "Previous page": "Назад", "Next page": "Вперёд", "Help": "Подсказка", "Zoom in": "Крупнее",
    "Zoom out": "Мельче", "Help for this chart": "Подсказка", "Select": "Выбрать",
    "empty": "нет данных", "Previous": "Назад", "Next": "Вперёд", "Show more": "Ещё",
    "Upload": "Выбрать файл", "file upload": "Файл", "Add files": "Добавить файлы",
    "Drag and drop a file here": "Перетащите файл сюда",
    "Drag and drop files here": "Перетащите файлы сюда", "Delete": "Удалить",
    "Increment value": "Больше", "Decrement value": "Меньше", "Increment": "Больше",
    "Decrement": "Меньше",
    "Error uploading file": "Файл не загружен", "Network error": "Нет связи с сервером",
    "Retry": "Повторить", "Try again": "Повторить", "Pagination": "Страницы списка",
    "Scroll tabs left": "Вкладки левее", "Scroll tabs right": "Вкладки правее",
  };
  const patterns = [
    [/^(\d+) (?:options?|results?) available\.$/, "Вариантов: $1"],
    [/^Help for (.+)$/s, "Подсказка: $1"],
    [/^Is Streamlit still running\?.*$/s, "Страница обновится сама, когда сервер ответит."],
    [/^Page (\d+)$/, "Страница $1"],
    [/^(\d+)MB per file$/, "до $1 МБ"],
    [/^(.+) files are not allowed\.$/, "Файлы $1 не принимаются."],
  ];
  const attributes = ["placeholder", "aria-label", "title"];
  const russian = (text) => {
    const key = text.trim();
    if (Object.hasOwn(words, key)) return text.replace(key, words[key]);
    for (const [pattern, told] of patterns)
      if (pattern.test(key)) return text.replace(key, key.replace(pattern, told));
    const match = /^([^:]+): (.+)$/s.exec(key);
    return match && Object.hasOwn(words, match[1]) ? words[match[1]] + ": " + match[2] : null;
  };
  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const written = node.parentElement?.closest("[data-testid='stMarkdownContainer']");
      if (written && !written.closest("[data-testid='stFileUploaderDropzone']")) return;
      const text = russian(node.data);
      if (text !== null && text !== node.data) node.data = text;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of attributes) {
      const text = node.hasAttribute(name) ? russian(node.getAttribute(name)) : null;
      if (text !== null && text !== node.getAttribute(name)) node.setAttribute(name, text);
    }
    node.childNodes.forEach(mend);
  };
  new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "childList") change.addedNodes.forEach(mend);
    else mend(change.target);
  })).observe(document, { subtree: true, childList: true, characterData: true,
                          attributes: true, attributeFilter: attributes });
  mend(document.documentElement);
})();
