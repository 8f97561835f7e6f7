export function formatPrice(cents: number) {
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);
}

export function formatDate(date: Date | string) {
  return new Date(date).toLocaleDateString("en-US", { dateStyle: "medium" });
}
