import { defineCheck } from '#checks/check'
import { extensionsIn } from '#database/sql/extensions'

export default defineCheck({
  id: 'rules/pinned-extension',
  title: 'An extension is held at an old version',
  why: 'A version that a migration names stays when the server is updated: faults that were mended since, holes among them, stay too.',
  severity: 'low',
  refs: ['CWE-1104'],
  needs: ['source'],
  *find({ source }) {
    for (const { name, version, at } of extensionsIn(source)) {
      if (version === undefined) continue
      yield {
        at,
        certainty: 'possible',
        message: `The extension \`${name}\` is asked for at version \`${version}\`, and stays there whatever the server brings.`,
        help: `Name no version, and run \`alter extension ${/^\w+$/.test(name) ? name : `"${name}"`} update;\` in a migration.`,
        key: name,
        data: { extension: name, version },
      }
    }
  },
})
