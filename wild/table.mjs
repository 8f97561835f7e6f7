/** Rows as text, a column as wide as its widest cell: words to the left, numbers to the right. */
export function table(head, rows) {
  const lines = [head, ...rows].map(row => row.map(cell => String(cell ?? '')))
  const widths = head.map((_, n) => Math.max(...lines.map(line => line[n].length)))
  const isNumber = head.map((_, n) => lines.slice(1).every(line => /^[\d.,]*(?: s)?$/.test(line[n])))
  const padded = (cell, n) => (isNumber[n] ? cell.padStart(widths[n]) : cell.padEnd(widths[n]))
  return lines.map(line => line.map(padded).join('  ').trimEnd()).join('\n')
}
