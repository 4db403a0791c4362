using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Lab;

/// <summary>Clients over TLS: some on connections that they keep, whose answers are measured, and some that shake hands anew for every request.</summary>
internal static class TlsClients
{
    /// <summary>Writes a certificate of this machine's own for loopback.</summary>
    public static string Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return folder;
    }

    /// <summary>Measures answers on kept connections while others keep shaking hands.</summary>
    /// <param name="target">Where.</param>
    /// <param name="certificates">The folder of the certificate that must be shown.</param>
    /// <param name="kept">Clients that are measured.</param>
    /// <param name="shaking">Clients that connect anew for every request.</param>
    /// <param name="duration">How long.</param>
    public static async Task<(Samples Latency, long Errors)> RunAsync(IPEndPoint target, string certificates, int kept, int shaking, TimeSpan duration)
    {
        using var bound = new CancellationTokenSource(duration);
        using var own = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(certificates, "cert.pem")));
        var hash = own.GetCertHashString();
        var latency = new Samples();
        long errors = 0;
        async Task LoopAsync(bool measured)
        {
            using var handler = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == hash },
                PooledConnectionLifetime = measured ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            };
            using var http = new HttpMessageInvoker(handler);
            var bytes = Encoding.ASCII.GetString(RequestForm.Chat(stream: false));
            var body = bytes[(bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
            while (!bound.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{target}/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                    request.Headers.Add("Authorization", $"Bearer {RequestForm.Key}");
                    using var response = await http.SendAsync(request, bound.Token);
                    await response.Content.ReadAsByteArrayAsync(bound.Token);
                    if (!response.IsSuccessStatusCode)
                    {
                        Interlocked.Increment(ref errors);
                        continue;
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref errors);
                    continue;
                }

                if (measured)
                {
                    lock (latency)
                        latency.Add(Stopwatch.GetTimestamp() - began);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, kept).Select(_ => LoopAsync(true)).Concat(Enumerable.Range(0, shaking).Select(_ => LoopAsync(false))));
        return (latency, errors);
    }
}
