import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter, Route, Routes } from "react-router-dom";
import { Toaster } from "sonner";
import { AuthProvider } from "@/hooks/useAuth";
import { CartProvider } from "@/hooks/useCart";
import { AdminRoute, ProtectedRoute } from "@/components/ProtectedRoute";
import { Header } from "@/components/Header";
import { Footer } from "@/components/Footer";
import Index from "@/pages/Index";
import Auth from "@/pages/Auth";
import Browse from "@/pages/Browse";
import ListingDetail from "@/pages/ListingDetail";
import SellerProfile from "@/pages/SellerProfile";
import Cart from "@/pages/Cart";
import CheckoutSuccess from "@/pages/CheckoutSuccess";
import Sell from "@/pages/Sell";
import EditListing from "@/pages/EditListing";
import Favourites from "@/pages/Favourites";
import Messages from "@/pages/Messages";
import Conversation from "@/pages/Conversation";
import Orders from "@/pages/Orders";
import Payouts from "@/pages/Payouts";
import Settings from "@/pages/Settings";
import VerifyIdentity from "@/pages/VerifyIdentity";
import Contact from "@/pages/Contact";
import NotFound from "@/pages/NotFound";
import AdminDashboard from "@/pages/admin/AdminDashboard";

const queryClient = new QueryClient();

const App = () => (
  <QueryClientProvider client={queryClient}>
    <AuthProvider>
      <CartProvider>
        <Toaster richColors />
        <BrowserRouter>
          <div className="flex min-h-screen flex-col">
            <Header />
            <main className="container flex-1 py-8">
              <Routes>
                <Route path="/" element={<Index />} />
                <Route path="/auth" element={<Auth />} />
                <Route path="/browse" element={<Browse />} />
                <Route path="/listing/:id" element={<ListingDetail />} />
                <Route path="/seller/:id" element={<SellerProfile />} />
                <Route path="/contact" element={<Contact />} />
                <Route path="/cart" element={<Cart />} />
                <Route path="/checkout/success" element={<CheckoutSuccess />} />
                <Route element={<ProtectedRoute />}>
                  <Route path="/sell" element={<Sell />} />
                  <Route path="/sell/:id" element={<EditListing />} />
                  <Route path="/favourites" element={<Favourites />} />
                  <Route path="/messages" element={<Messages />} />
                  <Route path="/messages/:id" element={<Conversation />} />
                  <Route path="/orders" element={<Orders />} />
                  <Route path="/dashboard/payouts" element={<Payouts />} />
                  <Route path="/settings" element={<Settings />} />
                  <Route path="/verify" element={<VerifyIdentity />} />
                </Route>
                <Route element={<AdminRoute />}>
                  <Route path="/admin" element={<AdminDashboard />} />
                </Route>
                {/* ADD ALL CUSTOM ROUTES ABOVE THE CATCH-ALL "*" ROUTE */}
                <Route path="*" element={<NotFound />} />
              </Routes>
            </main>
            <Footer />
          </div>
        </BrowserRouter>
      </CartProvider>
    </AuthProvider>
  </QueryClientProvider>
);

export default App;
