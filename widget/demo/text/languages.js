/** Names the demo shop's languages and loads the texts of one. */

export const LANGUAGES = ["en", "es", "fr", "de", "pt", "it", "ar", "hi", "zh", "ja"];

/** @param {string} language */
export function direction(language) {
  return language === "ar" ? "rtl" : "ltr";
}

/** @param {string} language @returns {Promise<Record<string, string>>} */
export async function loadText(language) {
  return (await import(`./${language}.js`)).default;
}
