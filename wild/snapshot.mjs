/** A report as sorted lines: a change of findings is then a change of lines. Names, places and keys only; no code. */
export function snapshot({ routes, findings }) {
  const lines = [
    ...routes.map(route => `route ${route.method} ${route.path} ${route.auth} ${place(route)}`),
    ...findings
      .filter(({ status }) => status !== 'refuted')
      .map(finding => `${finding.severity} ${finding.check} ${place(finding)} ${finding.key}`),
  ]
  return `${lines.sort().join('\n')}\n`
}

const place = ({ at }) => `${at.file}:${at.line}`

/** Lines that only one side has, `-` before `+`. */
export function difference(before, after) {
  const count = text => {
    const counts = new Map()
    for (const line of text.split('\n')) if (line) counts.set(line, (counts.get(line) ?? 0) + 1)
    return counts
  }
  const [old, now] = [count(before), count(after)]
  const extra = (a, b, mark) => [...a].flatMap(([line, times]) => Array(Math.max(0, times - (b.get(line) ?? 0))).fill(`${mark} ${line}`))
  return [...extra(old, now, '-'), ...extra(now, old, '+')]
}
