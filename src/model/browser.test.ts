import { expect, test } from 'vitest'
import { readApp } from '#plugins/app.fixture'

const asked = async (component: string) => {
  const model = await readApp(
    {
      'src/main.jsx':
        "import { createRoot } from 'react-dom/client'\nimport Orders from './Orders'\ncreateRoot(document.body).render(<Orders />)",
      'src/Orders.jsx': `import { useEffect, useState } from 'react'
import { createClient } from '@supabase/supabase-js'
const supabase = createClient('https://shop.supabase.co', import.meta.env.VITE_SUPABASE_ANON_KEY)
export default function Orders({ id }) {
${component}
}`,
    },
    { vite: '6', react: '19', 'react-dom': '19', '@supabase/supabase-js': '2' },
  )
  return model.browser.map(unit => [
    unit.name,
    ...unit.effects.flatMap(effect => (effect.kind === 'query' ? [`${effect.does} ${effect.table}`] : [])),
  ])
}

test('what an effect or a handler calls may be declared below it', async () => {
  expect(
    await asked(`  const [rows, setRows] = useState([])
  useEffect(() => { load() }, [])
  const load = async () => { const { data } = await supabase.from('orders').select('*'); setRows(data) }
  const remove = async one => { await supabase.from('orders').delete().eq('id', one) }
  return <Row rows={rows} remove={remove} />`),
  ).toEqual([['Orders', 'read orders', 'delete orders']])
})

test('what was called already is not called again', async () => {
  expect(
    await asked(`  const load = async () => { await supabase.from('orders').select('*') }
  useEffect(() => { load() }, [])
  return <button onClick={() => load()}>Again</button>`),
  ).toEqual([['Orders', 'read orders', 'read orders']])
})

test('what a service can do is asked too: of an object, of a class, of an instance', async () => {
  const model = await readApp(
    {
      'src/main.jsx':
        "import { createRoot } from 'react-dom/client'\nimport { orders, Carts, coupons } from './services'\ncreateRoot(document.body).render(<p />)",
      'src/services.js': `import { createClient } from '@supabase/supabase-js'
const supabase = createClient('https://shop.supabase.co', import.meta.env.VITE_SUPABASE_ANON_KEY)
export const orders = {
  table: 'orders',
  async cancel(id) { return this.row(id).delete() },
  row(id) { return supabase.from(this.table).eq('id', id) },
  list: async () => supabase.from('orders').select('*'),
}
export class Carts {
  static async clear(id) { await supabase.from('carts').delete().eq('id', id) }
}
class Coupons {
  table = 'coupons'
  async spend(code) { await supabase.from(this.table).update({ spent: true }).eq('code', code) }
}
export const coupons = new Coupons()`,
    },
    { vite: '6', react: '19', 'react-dom': '19', '@supabase/supabase-js': '2' },
  )
  const queries = model.browser.flatMap(unit =>
    unit.effects.flatMap(effect => (effect.kind === 'query' ? [`${effect.does} ${effect.table}`] : [])),
  )
  expect(queries.sort()).toEqual(['delete carts', 'delete orders', 'read orders', 'update coupons'])
})
