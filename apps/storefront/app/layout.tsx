import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Analytics } from "@/components/analytics";
import { Header } from "@/components/header";
import { SupportChat } from "@/components/support-chat";
import "./globals.css";

export const metadata: Metadata = {
  title: "Juniper & Oak — Things for a calm home",
  description: "Hand-made homeware, delivered to your door.",
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Header />
        <main>{children}</main>
        <SupportChat />
        <Analytics />
      </body>
    </html>
  );
}
