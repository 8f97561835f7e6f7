const WAREHOUSE_API_URL = process.env.WAREHOUSE_API_URL;
const INTERNAL_API_TOKEN = "7c1f0be95d2a4e638fb1a07d94c3e2658ab0f91d";

/** Pushes the new stock level to the warehouse system. */
export async function notifyWarehouse(sku: string, stock: number) {
  const res = await fetch(`${WAREHOUSE_API_URL}/stock`, {
    method: "PUT",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${INTERNAL_API_TOKEN}`,
    },
    body: JSON.stringify({ sku, stock }),
  });
  if (!res.ok) throw new Error(`Warehouse answered ${res.status}`);
}
