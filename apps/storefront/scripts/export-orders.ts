// Exports yesterday's orders for the accountant. Run with: npx tsx scripts/export-orders.ts
import { writeFileSync } from "node:fs";
import { Client } from "pg";

const client = new Client({
  connectionString:
    "postgresql://storefront_owner:Wq7mZt2LxVb94RkD@db.juniperandoak.example:5432/storefront",
});

async function main() {
  await client.connect();
  const { rows } = await client.query(
    `SELECT number, status, "totalCents", "createdAt" FROM orders
     WHERE "createdAt" >= now() - interval '1 day' ORDER BY number`,
  );
  const lines = rows.map((row) =>
    [row.number, row.status, row.totalCents / 100, row.createdAt.toISOString()].join(";"),
  );
  writeFileSync("orders.csv", ["number;status;total;date", ...lines].join("\n"));
  await client.end();
}

main();
