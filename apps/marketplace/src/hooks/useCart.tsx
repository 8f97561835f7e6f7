import { createContext, useContext, useEffect, useState } from "react";

export type CartItem = { listingId: string; title: string; priceCents: number; quantity: number };

type CartState = {
  items: CartItem[];
  add: (item: CartItem) => void;
  remove: (listingId: string) => void;
  clear: () => void;
};

const CartContext = createContext<CartState>({ items: [], add: () => {}, remove: () => {}, clear: () => {} });

export const CartProvider = ({ children }: { children: React.ReactNode }) => {
  const [items, setItems] = useState<CartItem[]>(() => JSON.parse(localStorage.getItem("cart") ?? "[]"));

  useEffect(() => {
    localStorage.setItem("cart", JSON.stringify(items));
  }, [items]);

  return (
    <CartContext.Provider
      value={{
        items,
        add: (item) => setItems((old) => [...old.filter((i) => i.listingId !== item.listingId), item]),
        remove: (listingId) => setItems((old) => old.filter((i) => i.listingId !== listingId)),
        clear: () => setItems([]),
      }}
    >
      {children}
    </CartContext.Provider>
  );
};

export const useCart = () => useContext(CartContext);
