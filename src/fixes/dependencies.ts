/** A `package.json` with further dependencies, in its own spelling and in their place of the alphabet. */
export function withDependencies(text: string, wanted: Readonly<Record<string, string>>): string | undefined {
  const known = (JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies ?? {}
  let result = text
  for (const [name, version] of Object.entries(wanted)) {
    if (name in known) continue
    const block = /"dependencies"\s*:\s*\{([^{}]*)\}/.exec(result)
    if (!block) return undefined
    const start = block.index + block[0].indexOf('{') + 1
    const entries = [...block[1]!.matchAll(/"([^"]+)"\s*:\s*"[^"]*"/g)]
    const entry = `"${name}": "${version}"`
    const gap = /\n/.test(block[1]!) ? /\r?\n[ \t]*(?=")/.exec(block[1]!)![0] : ' '
    const before = entries.findLast(one => one[1]! < name)
    const [first] = entries
    const [at, insert] = before
      ? [start + before.index + before[0].length, `,${gap}${entry}`]
      : first
        ? [start + first.index, `${entry},${gap}`]
        : [start, ` ${entry} `]
    result = result.slice(0, at) + insert + result.slice(at)
  }
  return result
}
