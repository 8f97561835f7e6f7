import { expect, test } from 'vitest'
import { audit } from '#audit'
import { findingsIn } from '#checks/findings.fixture'
import { withApp } from '#checks/page.fixture'

const found = async (lines: string) =>
  (
    await findingsIn('input/path-traversal', {
      'server.js': `const express = require('express')
const fs = require('fs')
const path = require('path')
const app = express()
app.get('/file/:name', async (req, res) => {
${lines}
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

test.each([
  "res.send(fs.readFileSync('files/' + req.query.name))",
  "fs.writeFileSync(path.join('files', req.query.name), 'x')\nres.end()",
  "res.sendFile(path.join(__dirname, 'files', req.params.name))",
  'fs.unlinkSync(`files/${req.query.name}`)\nres.end()',
  // One character goes, a range keeps the slash.
  "res.send(fs.readFileSync('files/' + req.query.name.replace(/[^a-zA-Z0-9.-]/, '')))",
  "res.send(fs.readFileSync('files/' + req.query.name.replace(/[^a-zA-Z0-9.-_]/g, '')))",
])('finds %s', async lines => {
  expect((await found(lines))[0]).toBe('high')
})

test.each([
  "res.send(fs.readFileSync(path.join('files', path.basename(req.query.name))))",
  "const full = path.resolve('files', req.query.name)\nif (!full.startsWith(path.resolve('files') + path.sep)) return res.status(404).end()\nres.send(fs.readFileSync(full))",
  'res.send(fs.readFileSync(`files/${Number(req.params.name)}.txt`))',
  "res.send(fs.readFileSync('files/' + req.query.name.replace(/[^a-zA-Z0-9.-]/g, '')))",
])('passes %s', async lines => {
  expect(await found(lines)).toEqual([])
})

test('the trail names the line on which the path is joined, where another one reads it', async () => {
  const files = new Map([
    ['places.js', "const path = require('path')\nexports.fileOf = name => path.join('files', name)"],
    [
      'server.js',
      `const app = require('express')()
const { fileOf } = require('./places')
app.get('/download', (req, res) => {
  const file = fileOf(req.query.name)
  res.download(file)
})
app.listen(3000)`,
    ],
  ])
  const { report } = await withApp(files, root => audit(root, { cache: false }))
  const finding = report.findings.find(({ check }) => check === 'input/path-traversal')
  expect(finding?.trail.map(({ at, label }) => `${at.file}:${at.line} ${label}`)).toContain('places.js:2 joined to a folder')
})
