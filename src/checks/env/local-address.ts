import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import { browserFiles } from '#model/env/browser-files'
import { isSeed, isTest } from '../secrets/where.js'
import { type LocalUse, localAddresses } from './local-use.js'

const ASIDE = /(?:^|\/)(?:test[-_][\w.-]+$|[\w.-]+\.config\.[cm]?[jt]s|scripts?\/|tools?\/|docs?\/|swagger|openapi|\.storybook\/)/i
const USES: Readonly<Record<LocalUse, { readonly severity: Severity; readonly says: string; readonly help: string }>> = {
  asked: {
    severity: 'medium',
    says: 'the pages ask',
    help: "Read the address from the environment, or ask the page's own server with a path (`/api/…`).",
  },
  shown: {
    severity: 'medium',
    says: 'customers are sent to',
    help: 'Put the links together from a variable that holds the address of the app, such as `APP_URL`.',
  },
  origins: {
    severity: 'low',
    says: 'browsers may ask the API only from pages of',
    help: 'Read the sites that may ask from the environment.',
  },
}

export default defineCheck({
  id: 'env/local-address',
  title: "An address of the developer's own computer is used everywhere",
  why: "On a customer's computer nothing answers there: buttons do nothing, and links in mails and after a payment lead nowhere.",
  severity: 'medium',
  refs: ['CWE-1188', 'CWE-547'],
  needs: ['source'],
  *find({ source }) {
    const inBrowser = browserFiles(source)
    const found = source.files
      .filter(file => file.kind === 'code' && !isTest(file.path) && !isSeed(file.path) && !ASIDE.test(file.path))
      .flatMap(file => localAddresses(file, inBrowser.has(file.path)))
    for (const use of Object.keys(USES) as LocalUse[]) {
      const [first, ...others] = found.filter(
        (one, index) => one.use === use && !(one.at.line === found[index - 1]?.at.line && one.at.file === found[index - 1]?.at.file),
      )
      if (!first) continue
      const { severity, says, help } = USES[use]
      yield {
        at: first.at,
        certainty: 'certain',
        severity,
        message: `Wherever the app runs, ${says} \`${first.address}\`${others.length > 0 ? ` (and ${others.length} more such line${others.length > 1 ? 's' : ''})` : ''}.`,
        help,
        key: use,
        data: { use, addresses: found.filter(one => one.use === use) },
        trail: [first, ...others].map(one => ({ at: one.at, label: `\`${one.address}\`` })),
      }
    }
  },
})
