import { defineCheck } from '#checks/check'
import { lineAt } from '#source/tree'

export default defineCheck({
  id: 'broken/ignored-type-errors',
  title: 'The build goes through whatever the compiler says',
  why: 'Calls of functions that are not there, and values that may be missing, reach your customers instead of stopping the build.',
  severity: 'low',
  refs: ['CWE-16', 'CWE-1127'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (!/(?:^|\/)next\.config\.[cm]?[jt]s$/.test(file.path)) continue
      const text = file.text()
      const match = /^(?!\s*(?:\/\/|\*)).*?\bignoreBuildErrors\s*:\s*true\b/m.exec(text)
      if (!match) continue
      yield {
        at: { file: file.path, line: lineAt(text, match.index + match[0].lastIndexOf('ignoreBuildErrors')) },
        certainty: 'certain',
        message: `\`${file.path}\` lets the build go through with type errors.`,
        help: 'Remove `ignoreBuildErrors`, run `npx tsc --noEmit`, and mend what it says.',
        key: file.path,
      }
    }
  },
})
