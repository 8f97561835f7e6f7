import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { frames, report } from './report.fixture.js'
import { render, type RenderOptions } from './render.js'

// The official schema is draft 04; of what it uses, only the name of its id differs from what the validator knows.
const { id: _, $schema: __, ...shape } = schema
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(shape)

async function logOf(changed = report, options: RenderOptions = {}) {
  const log = JSON.parse(await render('sarif', changed, frames, options))
  expect(validate(log) ? [] : validate.errors).toEqual([])
  return log.runs[0]
}

test('a log is what the official schema says, with a rule for each check and a fingerprint for each finding', async () => {
  const run = await logOf()
  expect(run.results).toHaveLength(report.findings.length)
  for (const [index, result] of run.results.entries()) {
    expect(result.partialFingerprints).toEqual({ 'seaworthyFinding/v1': report.findings[index]!.id })
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
  }
})

test('the way to the fault is a code flow, and gravity is a number', async () => {
  const { results, tool } = await logOf()
  const price = results.find((result: { ruleId: string }) => result.ruleId === 'payments/client-price')
  expect(
    price.codeFlows[0].threadFlows[0].locations.map((step: { location: { message: { text: string } } }) => step.location.message.text),
  ).toEqual(['price comes from the body', 'and is charged'])
  expect(price.level).toBe('error')
  const rule = tool.driver.rules[price.ruleIndex]
  expect(rule.properties).toMatchObject({ 'security-severity': '9.5', tags: ['security', 'payments', 'external/cwe/cwe-602'] })
  expect(rule.help.markdown).toContain('Read the price from `products`')
})

test('the page of a check becomes the help of its rule', async () => {
  const { tool } = await logOf(report, {
    checks: { 'payments/client-price': { title: 'The customer sets the price', markdown: '## What can happen' } },
  })
  expect(tool.driver.rules.find((rule: { id: string }) => rule.id === 'payments/client-price')).toMatchObject({
    shortDescription: { text: 'The customer sets the price' },
    help: { markdown: '## What can happen' },
  })
})

test('what is accepted is suppressed with its reason, what is known is unchanged', async () => {
  const [first, second, ...rest] = report.findings
  const { results } = await logOf({
    ...report,
    findings: [{ ...first!, status: 'accepted', reason: 'a demo' }, { ...second!, known: true }, ...rest],
  })
  expect(results[0].suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'a demo' }])
  expect(results.slice(1, 3).map((result: { baselineState: string }) => result.baselineState)).toEqual(['unchanged', 'new'])
  expect((await logOf()).results[0].baselineState).toBeUndefined()
})

test('a path with odd letters is a valid address', async () => {
  const { results } = await logOf({ ...report, findings: [{ ...report.findings[0]!, at: { file: 'app/[id]/a b#c.ts', line: 1 } }] })
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('app/%5Bid%5D/a%20b%23c.ts')
})
