import { createClient } from '@supabase/supabase-js';
import type { Database } from './types';

// Client for the admin area
export const supabaseAdmin = createClient<Database>(
  import.meta.env.VITE_SUPABASE_URL,
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6Imt3dnRyeHFtempoZHB5YmxuZW9mIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImlhdCI6MTc0MDAwMDAwMCwiZXhwIjoyMDU1NTc2MDAwfQ.bm90LWEtcmVhbC1zaWduYXR1cmUtc2FtcGxlLWFwcC1vbmx5',
  { auth: { persistSession: false, storageKey: 'trove-admin' } },
);
