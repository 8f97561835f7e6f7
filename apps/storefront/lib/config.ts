export const config = {
  storeName: "Juniper & Oak",
  currency: "usd",
  plusPriceCents: 900,
  // Lets us test the membership without a real payment
  paymentsDevMode: true,
};
