/** Rows as aligned columns; a long cell is cut where others would be pushed off the screen. */
export function table(rows: readonly (readonly string[])[], widest = 60): string {
  const cells = rows.map(row => row.map((cell, index) => (index === row.length - 1 ? cell : cut(cell, widest))))
  const widths = cells[0]!.map((_, index) => Math.max(...cells.map(row => row[index]!.length)))
  return cells
    .map(row =>
      row
        .map((cell, index) => cell.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)
