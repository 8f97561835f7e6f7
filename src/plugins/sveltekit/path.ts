/** `src/routes/(shop)/orders/[id=number]/[[lang]]` is `/orders/:id/:lang?`. https://svelte.dev/docs/kit/advanced-routing */
export function addressOfFolder(folder: string): string {
  const parts = folder.split('/').filter(part => part && !/^\(.*\)$/.test(part))
  return `/${parts
    .map(part =>
      part
        .replace(/^\[\.\.\.(\w+)(?:=\w+)?\]$/, ':$1*')
        .replace(/^\[\[(\w+)(?:=\w+)?\]\]$/, ':$1?')
        .replaceAll(/\[(\w+)(?:=\w+)?\]/g, ':$1'),
    )
    .join('/')}`
}
