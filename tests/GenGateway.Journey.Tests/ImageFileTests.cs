using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Kept pictures: who has a link sees them, nobody sees anything else, and they go when their time is over.</summary>
public sealed class ImageFileTests : JourneyTest
{
    private const string Name = "00112233445566778899aabbccddeeff.png";
    private const string Other = "ffeeddccbbaa99887766554433221100.jpg";

    private static readonly byte[] Picture = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, .. Enumerable.Range(0, 1000).Select(static i => (byte)i)];

    [Fact]
    public async Task Who_has_a_link_sees_the_picture_under_both_names_and_needs_no_key()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("auth: { api_keys: [gg-canary-pictures-40c1d7] }\n"));
        Put(gateway, "generated_images/" + Name);

        foreach (var folder in (string[])["/images/", "/files/"])
        {
            using var answer = await gateway.Client.OpenAsync(new HttpRequestMessage(HttpMethod.Get, folder + Name), Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(Picture, await answer.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal(("image/png", Picture.Length), (answer.Content.Headers.ContentType?.ToString(), (int?)answer.Content.Headers.ContentLength));
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
            Assert.NotNull(answer.Headers.ETag);

            using var head = await gateway.Client.OpenAsync(new HttpRequestMessage(HttpMethod.Head, folder + Name), Token);
            Assert.Equal((HttpStatusCode.OK, Picture.Length), (head.StatusCode, (int?)head.Content.Headers.ContentLength));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
            (await gateway.Client.GetAsync(folder + Other, Token)).ExpectError(404, "not_found");
            (await gateway.Client.PostAsync(folder + Name, "{}", Token)).ExpectError(401, "invalid_api_key");
        }
    }

    [Fact]
    public async Task Nothing_but_pictures_of_the_store_is_seen()
    {
        var gateway = await StartAsync();
        var secret = Put(gateway, "secret.png");
        foreach (var path in (string[])[Name, "holiday.png", ".link-key", ".hidden.png", ".incoming/" + Name, "album/" + Name, Name + ".html", "00112233445566778899aabbccddeeff.svg"])
            Put(gateway, "generated_images/" + path);
        File.CreateSymbolicLink(Path.Combine(gateway.WorkingDirectory, "generated_images", Other), secret);

        foreach (var path in (string[])
        [
            Other, "holiday.png", ".link-key", ".hidden.png", ".incoming", ".incoming/" + Name, "album/" + Name, Name + ".html", Name[..^4] + ".svg",
            Name.ToUpperInvariant(), "..%2fsecret.png", "%2e%2e%2fsecret.png", "..%5csecret.png", ".%2f" + Name, "album%2f" + Name, "%2fetc%2fpasswd", "..%252fsecret.png",
        ])
        {
            foreach (var folder in (string[])["images", "files"])
            {
                using var raw = await RawConnection.OpenAsync(gateway.Url, Token);
                await raw.SendAsync($"GET /{folder}/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", Token);
                var answer = await raw.ReadToEndAsync(Token);
                Assert.True(answer.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal) && answer.Contains("\"not_found\"", StringComparison.Ordinal), $"{path}: {answer}");
            }
        }

        foreach (var path in (string[])["/images/../secret.png", "/files/../config/gateway.yaml", $"/images/{Name}%00.html"])
        {
            using var raw = await RawConnection.OpenAsync(gateway.Url, Token);
            await raw.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", Token);
            Assert.StartsWith("HTTP/1.1 40", await raw.ReadToEndAsync(Token), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await gateway.Client.GetAsync("/images/" + Name, Token)).Status);
    }

    [Fact]
    public async Task Where_links_are_signed_only_one_that_has_not_expired_opens_its_picture()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("storage: { base_path: pictures, signed_links: { enabled: true } }\n"));
        Put(gateway, "pictures/" + Name);
        Put(gateway, "pictures/" + Other);
        await File.WriteAllBytesAsync(Path.Combine(gateway.WorkingDirectory, "pictures/.link-key"), key, Token);
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(200, (await gateway.Client.GetAsync($"/images/{Name}{Signed(Name, now.AddMinutes(5))}", Token)).Status);
        Assert.Equal(200, (await gateway.Client.GetAsync($"/files/{Name}{Signed(Name, now.AddMinutes(5))}", Token)).Status);
        foreach (var path in (string[])
        [
            $"/images/{Name}",
            $"/images/{Name}{Signed(Name, now.AddSeconds(-5))}",
            $"/images/{Other}{Signed(Name, now.AddMinutes(5))}",
            $"/images/{Name}{Signed(Name, now.AddMinutes(5)).Replace("expires=", "expires=1", StringComparison.Ordinal)}",
            $"/images/{Name}{Signed(Name, now.AddMinutes(5))}x",
        ])
        {
            var error = (await gateway.Client.GetAsync(path, Token)).ExpectError(404, "not_found");
            Assert.Contains("storage.signed_links", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        string Signed(string name, DateTimeOffset expires)
        {
            var second = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return $"?expires={second}&signature={Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{name}\n{second}")))}";
        }
    }

    [Fact]
    public async Task What_is_too_old_goes_while_it_runs_and_nothing_else_does()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("storage: { path: old_name, cleanup_interval_secs: 1, cleanup: { max_age_hours: 2 } }\n"));
        var young = Put(gateway, "old_name/" + Other, hours: 1);
        var foreign = Put(gateway, "old_name/holiday.png", hours: 100);
        var growing = Put(gateway, $"old_name/.incoming/{Guid.CreateVersion7():N}-{Guid.CreateVersion7():N}", hours: 23);
        var left = Put(gateway, $"old_name/.incoming/{Guid.CreateVersion7():N}-{Guid.CreateVersion7():N}", hours: 25);
        var old = Put(gateway, "old_name/" + Name, hours: 3);

        await GoneAsync(left);
        await GoneAsync(old);

        (await gateway.Client.GetAsync("/images/" + Name, Token)).ExpectError(404, "not_found");
        Assert.Equal(200, (await gateway.Client.GetAsync("/images/" + Other, Token)).Status);
        Assert.All((string[])[young, foreign, growing], static path => Assert.True(File.Exists(path), path));
        await Eventually.ReachesAsync(
            () => Task.FromResult(gateway.Log.Output.Any(static line => line.Contains("deleted 1 pictures", StringComparison.Ordinal))), static told => told, TimeSpan.FromMinutes(2), "the log says so", Token);
    }

    [Fact]
    public async Task Of_too_many_the_oldest_go()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("storage: { cleanup_interval_secs: 1, cleanup: { max_age_hours: 0, max_total_mb: 1 } }\n"));
        var younger = Put(gateway, "generated_images/" + Other, hours: 1, length: 600_000);
        var older = Put(gateway, "generated_images/" + Name, hours: 100_000, length: 600_000);

        await GoneAsync(older);
        Assert.True(File.Exists(younger));
    }

    [Fact]
    public async Task They_are_where_an_image_family_is_answered_and_nothing_is_made_before_it_is_needed()
    {
        var (without, with) = (FreePorts.Next(), FreePorts.Next());
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration($"listeners:\n- {{ url: \"http://127.0.0.1:{without}\", surfaces: [ollama, inference] }}\n- {{ url: \"http://127.0.0.1:{with}\", surfaces: [openai] }}\n"));
        Assert.False(Directory.Exists(Path.Combine(gateway.WorkingDirectory, "generated_images")));
        Put(gateway, "generated_images/" + Name);
        using var texts = new GatewayClient(new Uri($"http://127.0.0.1:{without}"));
        using var images = new GatewayClient(new Uri($"http://127.0.0.1:{with}"));

        (await texts.GetAsync("/images/" + Name, Token)).ExpectError(404, "not_found");
        Assert.Equal(200, (await images.GetAsync("/images/" + Name, Token)).Status);
    }

    [Fact]
    public async Task A_store_that_is_not_there_yet_is_refused_at_the_start()
    {
        var result = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration("storage: { type: s3 }\n"), Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("config/gateway.yaml:1:18: storage.type: 's3' is not there yet; write local", result.Errors, StringComparison.Ordinal);
    }

    private static string Put(GatewayProcess gateway, string name, double hours = 0, int? length = null)
    {
        var path = Path.Combine(gateway.WorkingDirectory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Not seen before it is whole and as old as it shall be.
        var hidden = Path.Combine(gateway.WorkingDirectory, Path.GetRandomFileName());
        File.WriteAllBytes(hidden, length is { } bytes ? [.. Picture, .. new byte[bytes - Picture.Length]] : Picture);
        File.SetLastWriteTimeUtc(hidden, TimeProvider.System.GetUtcNow().AddHours(-hours).UtcDateTime);
        File.Move(hidden, path);
        return path;
    }

    private async Task GoneAsync(string path) =>
        await Eventually.ReachesAsync(() => Task.FromResult(File.Exists(path)), static there => !there, TimeSpan.FromMinutes(2), $"{path} is deleted", Token);
}
