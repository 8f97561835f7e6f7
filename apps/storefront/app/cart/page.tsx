import Link from "next/link";
import { redirect } from "next/navigation";
import { CartLine } from "@/components/cart-line";
import { getCurrentUser } from "@/lib/auth";
import { getCart } from "@/lib/cart";
import { formatPrice } from "@/lib/format";

export default async function CartPage() {
  const user = await getCurrentUser();
  if (!user) redirect("/login?next=/cart");

  const { items, totalCents } = await getCart(user.id);

  return (
    <>
      <h1>Your cart</h1>
      {items.length === 0 && <p className="muted">Nothing here yet.</p>}
      {items.map((item) => (
        <CartLine
          key={item.id}
          id={item.id}
          name={item.product.name}
          priceCents={item.product.priceCents}
          quantity={item.quantity}
        />
      ))}
      {items.length > 0 && (
        <>
          <p className="price">Total: {formatPrice(totalCents)}</p>
          <Link className="button" href="/checkout">
            Checkout
          </Link>
        </>
      )}
    </>
  );
}
