import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const multer = (options: string) =>
  findingsIn('input/unrestricted-upload', {
    'server.js': `const express = require('express')\nconst multer = require('multer')\nconst app = express()\nconst upload = multer(${options})\napp.post('/photo', upload.single('photo'), (req, res) => res.json({ ok: true }))\napp.listen(3000)`,
  })

test('finds multer without a limit, and passes it with one', async () => {
  expect((await multer("{ dest: 'uploads/' }")).length).toBe(1)
  expect(await multer("{ dest: 'uploads/', limits: { fileSize: 1e6 } }")).toEqual([])
  expect(await multer("{ dest: 'uploads/', fileFilter: (req, file, cb) => cb(null, file.mimetype === 'image/png') }")).toEqual([
    expect.stringContaining('medium `multer` takes files of any size.'),
  ])
  expect(
    await multer("{ dest: 'uploads/', limits: { fileSize: 1e6 }, fileFilter: (req, file, cb) => cb(null, file.mimetype === 'image/png') }"),
  ).toEqual([])
})

const kept = (filter: string, name = 'Date.now() + path.extname(file.originalname)') =>
  findingsIn('input/unrestricted-upload', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "*", "multer": "*" } }',
    'server.js': `const express = require('express')
const multer = require('multer')
const path = require('path')
const app = express()
const storage = multer.diskStorage({
  destination: 'public/uploads',
  filename: (req, file, cb) => cb(null, ${name}),
})
const fileFilter = (req, file, cb) => cb(null, ${filter})
const upload = multer({ storage, fileFilter, limits: { fileSize: 1e6 } })
app.post('/photo', upload.single('photo'), (req, res) => res.json({ name: req.file.filename }))
app.listen(3000)`,
  })

test('finds a type that is believed while the ending is kept', async () => {
  expect(await kept("['image/png'].includes(file.mimetype)")).toEqual([
    'server.js:7 medium `multer` believes the type that the sender names, and keeps the ending of the sender’s file.',
  ])
  expect(await kept("['image/png'].includes(file.mimetype) && /png$/.test(path.extname(file.originalname))")).toEqual([])
  expect(await kept("['image/png'].includes(file.mimetype)", "Date.now() + '.png'")).toEqual([])
})

test('passes a bucket with limits of its own', async () => {
  const files = (limits: string, values: string) => ({
    'package.json': '{ "name": "shop", "dependencies": { "@supabase/supabase-js": "*", "react": "*", "vite": "*" } }',
    'supabase/migrations/1.sql': `insert into storage.buckets (id, name, public${limits}) values ('photos', 'photos', true${values});`,
    'index.html': '<script type="module" src="/src/main.tsx"></script>',
    'src/main.tsx': `import { createRoot } from 'react-dom/client'
import { Upload } from './Upload'
createRoot(document.body).render(<Upload />)`,
    'src/Upload.tsx': `import { createClient } from '@supabase/supabase-js'
const supabase = createClient('https://x.supabase.co', import.meta.env.VITE_ANON)
export function Upload() {
  const send = async (file: File) => { await supabase.storage.from('photos').upload(file.name, file) }
  return <input type="file" onChange={event => send(event.target.files[0])} />
}`,
  })
  expect((await findingsIn('input/unrestricted-upload', files('', ''))).length).toBe(1)
  expect(await findingsIn('input/unrestricted-upload', files(', file_size_limit', ', 1000000'))).toEqual([])
})

const listed = (list: string, more = '') =>
  findingsIn('input/unrestricted-upload', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "*", "express-fileupload": "*" } }',
    'server.js': `const express = require('express')
const fileUpload = require('express-fileupload')
const path = require('path')
const app = express()
app.use(fileUpload({ limits: { fileSize: 1e6 } }))
app.post('/photo', (req, res) => {
  const photo = req.files.photo
  ${more}
  if (!${list}.includes(path.extname(photo.name))) return res.sendStatus(422)
  photo.mv('public/photos/' + photo.name, () => res.end())
})
app.listen(3000)`,
  })

test('finds a list that lets drawings with scripts in, and passes one of pictures', async () => {
  expect(await listed("['.png', '.svg']")).toEqual([
    'server.js:9 medium `POST /photo` takes `.svg` files, which may hold scripts, and stores them on the server.',
  ])
  expect(await listed("['.png', '.jpg']")).toEqual([])
})

test('says no more than what is missing', async () => {
  const said = async (limits: string) =>
    (
      await findingsIn('input/unrestricted-upload', {
        'package.json': '{ "name": "shop", "dependencies": { "express": "*", "multer": "*" } }',
        'server.js': `const express = require('express')
const multer = require('multer')
const fs = require('fs')
const app = express()
const upload = multer({ storage: multer.memoryStorage()${limits} })
app.post('/photo', upload.single('photo'), (req, res) => { fs.writeFileSync('public/' + req.file.originalname, req.file.buffer); res.end() })
app.listen(3000)`,
      })
    ).find(one => one.includes('POST /photo'))
  expect(await said(', limits: { fileSize: 1e6 }')).toContain('without asking for its type.')
  expect(await said('')).toContain('without asking for its type or size.')
})
