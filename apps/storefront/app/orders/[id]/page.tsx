import { notFound, redirect } from "next/navigation";
import { getCurrentUser } from "@/lib/auth";
import { formatDate, formatPrice } from "@/lib/format";
import { getOrderForUser } from "@/lib/orders";

export default async function OrderPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const user = await getCurrentUser();
  if (!user) redirect("/login?next=/orders");

  const order = await getOrderForUser(id, user).catch(() => null);
  if (!order) notFound();

  return (
    <>
      <h1>Order #{order.number}</h1>
      <p className="muted">
        {formatDate(order.createdAt)} · {order.status}
      </p>
      <table>
        <tbody>
          {order.items.map((item) => (
            <tr key={item.id}>
              <td>{item.product.name}</td>
              <td>{item.quantity}</td>
              <td>{formatPrice(item.unitPriceCents * item.quantity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="price">Total: {formatPrice(order.totalCents)}</p>
    </>
  );
}
