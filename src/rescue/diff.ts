import { createTwoFilesPatch } from 'diff'

/** A unified diff of some files, as `git apply` and `patch -p1` read it. Nothing stands for a file that is not there. */
export function diffOf(files: Iterable<readonly [file: string, before: string | undefined, after: string | undefined]>): string {
  let text = ''
  for (const [file, before, after] of files) {
    if (before === after) continue
    const names = [before === undefined ? '/dev/null' : `a/${file}`, after === undefined ? '/dev/null' : `b/${file}`] as const
    const body = createTwoFilesPatch(names[0], names[1], before ?? '', after ?? '', '', '', { context: 3 })
    const mode = before === undefined ? 'new file mode 100644\n' : after === undefined ? 'deleted file mode 100644\n' : ''
    text += `diff --git a/${file} b/${file}\n${mode}${body.replace(/^=+\n/, '').replace(/^((?:---|\+\+\+) .*?)\t$/gm, '$1')}`
  }
  return text
}
