/** A `package.json` with further dependencies, in its own spelling and in their place of the alphabet. */
export function withDependencies(text: string, wanted: Readonly<Record<string, string>>): string | undefined {
  const known = { ...(JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies }
  let result = text
  for (const [name, version] of Object.entries(wanted)) {
    if (name in known) continue
    const block = /("dependencies"\s*:\s*\{)([^}]*)\}/.exec(result)
    if (!block) return undefined
    const lines = [...block[2]!.matchAll(/^([ \t]*)"([^"]+)"\s*:\s*"[^"]*"(,?)/gm)]
    const before = lines.findLast(line => line[2]! < name)
    const indent = lines[0]?.[1] ?? '    '
    const start = block.index + block[1]!.length
    const at = before ? start + before.index + before[0].length : start
    const entry = `"${name}": "${version}"`
    const isLast = before === lines.at(-1)
    const newline = /\r\n/.test(text) ? '\r\n' : '\n'
    const insert = before
      ? isLast
        ? `,${newline}${indent}${entry}`
        : `${newline}${indent}${entry},`
      : `${newline}${indent}${entry}${lines.length > 0 ? ',' : newline}`
    result = result.slice(0, at) + insert + result.slice(at)
    known[name] = version
  }
  return result
}
