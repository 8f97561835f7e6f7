const SETTING = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]/

/** An env file with its names kept as comments and every value gone: what we leave unset stays unset. */
export function emptied(text: string): string {
  const names = text.split(/\r?\n/).flatMap(line => SETTING.exec(line)?.[1] ?? [])
  return names.map(name => `# ${name}\n`).join('')
}
