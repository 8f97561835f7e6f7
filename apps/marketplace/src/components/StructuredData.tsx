type Props = { name: string; price: number };

// schema.org data for search engines, "<" is escaped so that the script cannot be closed early
export const StructuredData = ({ name, price }: Props) => {
  const data = {
    "@context": "https://schema.org",
    "@type": "Product",
    name,
    offers: { "@type": "Offer", price, priceCurrency: "EUR" },
  };
  return (
    <script
      type="application/ld+json"
      dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replace(/</g, "\\u003c") }}
    />
  );
};
