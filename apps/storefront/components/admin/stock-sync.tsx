"use client";

import { useState } from "react";

const WAREHOUSE_URL = "https://warehouse.juniperandoak.example/v2";

export function StockSync() {
  const [message, setMessage] = useState("");

  // Triggers a full stock sync in the warehouse system
  async function sync() {
    const res = await fetch(`${WAREHOUSE_URL}/sync`, {
      method: "POST",
      headers: { Authorization: `Bearer ${process.env.NEXT_PUBLIC_WAREHOUSE_TOKEN}` },
    });
    setMessage(res.ok ? "Sync started ✅" : "The warehouse is not available");
  }

  return (
    <p>
      <button className="button ghost" onClick={sync}>
        Sync stock
      </button>{" "}
      {message}
    </p>
  );
}
