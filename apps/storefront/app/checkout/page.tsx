import { randomUUID } from "node:crypto";
import { redirect } from "next/navigation";
import { CheckoutForm } from "@/components/checkout-form";
import { getCurrentUser } from "@/lib/auth";
import { getCart } from "@/lib/cart";
import { formatPrice } from "@/lib/format";
import { placeInvoiceOrder } from "./actions";

export default async function CheckoutPage() {
  const user = await getCurrentUser();
  if (!user) redirect("/login?next=/checkout");

  const { items, totalCents } = await getCart(user.id);
  if (items.length === 0) redirect("/cart");
  const checkoutKey = randomUUID();

  return (
    <>
      <h1>Checkout</h1>
      <p>
        {items.length} products, <span className="price">{formatPrice(totalCents)}</span>
      </p>
      <CheckoutForm checkoutKey={checkoutKey} canUseCredit={user.storeCreditCents >= totalCents} />
      <h2>Pay by invoice</h2>
      <form action={placeInvoiceOrder}>
        <input type="hidden" name="checkoutKey" value={checkoutKey} />
        <input type="hidden" name="total" value={totalCents} />
        <button className="button ghost">Order on invoice</button>
      </form>
    </>
  );
}
