// Translate listing texts for buyers from other countries
export async function translate(text: string, language: string): Promise<string> {
  const response = await fetch("https://api-free.deepl.com/v2/translate", {
    method: "POST",
    headers: {
      Authorization: `DeepL-Auth-Key ${import.meta.env.VITE_DEEPL_AUTH_KEY}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ text: [text], target_lang: language }),
  });
  if (!response.ok) throw new Error("Translation is not available right now");
  const { translations } = await response.json();
  return translations[0].text;
}
