import { OrderHistory } from "@/components/order-history";

export default function OrdersPage() {
  return (
    <>
      <h1>Your orders</h1>
      <OrderHistory />
    </>
  );
}
