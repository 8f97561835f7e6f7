import { expect, test } from 'vitest'
import { sourceOf } from '../source.fixture.js'
import { readGeneratedTypes } from './generated-types.js'

test('tables, what must be given and functions are read from generated types', () => {
  const text = `export type Json = string | { [key: string]: Json | undefined }
export type Database = {
  public: {
    Tables: {
      orders: {
        Row: { id: string; note: string | null; meta: Json }
        Insert: { id?: string; note?: string | null; meta: Json }
        Relationships: [{ foreignKeyName: "a"; columns: ["id"] }]
      }
    }
    Views: { totals: { Row: { sum: number | null } } }
    Functions: { refund: { Args: { order_id: string }; Returns: undefined } }
  }
}`
  const types = readGeneratedTypes(sourceOf({ 'src/integrations/supabase/types.ts': text }))
  expect([...types.tables]).toEqual([
    ['orders', ['id', 'note', 'meta']],
    ['totals', ['sum']],
  ])
  expect([...(types.required.get('orders') ?? [])]).toEqual(['meta'])
  expect([...types.functions]).toEqual(['refund'])
})
