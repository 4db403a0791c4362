using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Images;

/// <summary>Pictures and requests for them that are too much, and backends and disks that do not do their part: whatever it is, the next request is answered.</summary>
public sealed class BadPictureTests : ImageTest
{
    [Fact]
    public async Task A_prompt_of_a_megabyte_reaches_every_kind_of_backend_whole()
    {
        var (painter, webUi, comfy) = (Painter(), A1111(), Comfy());
        var gateway = await StartPaintingAsync(
            OpenAiEntry("painter", painter), $"name: webui, protocol: a1111, endpoints: [\"{webUi.Endpoint}\"]", $"name: comfy, protocol: comfyui, endpoints: [\"{comfy.Endpoint}\"]");
        var prompt = string.Concat(Enumerable.Repeat("a very \"long\" tale, ", 55_000));

        foreach (var backend in (string[])["webui", "comfy"])
            (await gateway.Client.PostAsync(Generations, Asking(prompt).With("backend", backend).With("size", "64x64"), Token)).Expect(200);
        // The vendor has a limit of its own.
        (await gateway.Client.PostAsync(Generations, Asking(prompt).With("model", "dall-e-3"), Token)).ExpectError(400, "backend_refused");

        Assert.Equal(prompt, webUi.LastGeneration.Json["prompt"]!.GetValue<string>());
        Assert.Contains(comfy.LastPrompt.Graph, node => node.Value!["inputs"]!["text"]?.GetValue<string>() == prompt);
        Assert.Equal(prompt, painter.LastGeneration.Json["prompt"]!.GetValue<string>());
    }

    [Fact]
    public async Task On_a_full_disk_links_fail_and_name_the_setting_while_pictures_themselves_still_come()
    {
        var place = Directory.CreateTempSubdirectory("gengateway-disk-");
        using var disk = SmallDisk.TryMount(place.FullName);
        Assert.SkipWhen(disk is null, "File systems cannot be mounted here.");
        var fake = A1111();
        var gateway = await StartPaintingAsync([$"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]"], UpstreamSettings.Once + $"storage: {{ base_path: \"{place.FullName}\" }}\n");
        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200);
        disk.Fill();

        var error = (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).ExpectError(503, "store_unavailable");
        Assert.Contains("storage.base_path", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With("response_format", "b64_json"), Token)).Expect(200);

        disk.Free();
        var item = Assert.Single(DataOf((await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).Expect(200)));
        Assert.Equal((64, 64), SizeOf(await gateway.Client.PictureAsync(item.GetProperty("url").GetString(), Token)));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_fails_links_alone()
    {
        var fake = A1111();
        var yaml = $"version: \"1.0\"\nbackends:\n  image:\n    - {{ name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], health_check: {{ enabled: false }} }}\n";
        var files = new Dictionary<string, string> { ["config/backends.yaml"] = yaml, ["generated_images"] = "a file where the folder should be" };
        var gateway = await StartAsync(new GatewayOptions { Files = files, ExpectsErrors = true }.WithConfiguration(UpstreamSettings.Once));

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).ExpectError(503, "store_unavailable");
        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64").With("response_format", "b64_json"), Token)).Expect(200);
    }

    [Fact]
    public async Task A_picture_without_its_end_is_no_picture_wherever_it_comes_from()
    {
        var (painter, webUi) = (Painter(), A1111());
        var gateway = await StartPaintingAsync(OpenAiEntry("painter", painter), $"name: webui, protocol: a1111, endpoints: [\"{webUi.Endpoint}\"]");
        foreach (var whole in (byte[][])[FakePng.Of(64, 64, 1), FakePng.Of(400, 400, 2)])
        {
            var half = Convert.ToBase64String(whole[..(whole.Length - 12)]);
            painter.Behaviors.Next(Behavior.Replying(WireReply.Of(200, $$"""{"created":1,"data":[{"b64_json":"{{half}}"}]}""", "application/json")));
            webUi.Behaviors.Next(Behavior.Replying(WireReply.Of(200, $$"""{"images":["{{half}}"],"parameters":{},"info":"{}"}""", "application/json")));

            (await gateway.Client.PostAsync(Generations, Asking().With("model", "dall-e-3"), Token)).ExpectError(502, "backend_error");
            (await gateway.Client.PostAsync(Generations, Asking().With("backend", "webui"), Token)).ExpectError(502, "backend_error");
        }

        (await gateway.Client.PostAsync(Generations, Asking().With("model", "dall-e-3"), Token)).Expect(200);
        (await gateway.Client.PostAsync(Generations, Asking().With("backend", "webui").With("size", "64x64"), Token)).Expect(200);
    }

    [Fact]
    public async Task A_WebUI_that_never_finishes_ends_with_the_deadline_and_is_interrupted()
    {
        var fake = A1111();
        fake.Steps.Hold();
        var gateway = await StartPaintingAsync([$"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]"], UpstreamSettings.Hasty);

        (await gateway.Client.PostAsync(Generations, Asking().With("size", "64x64"), Token)).ExpectError(504, "timeout");

        var runs = await Eventually.ReachesAsync(() => Task.FromResult(fake.Runs), static runs => runs.Count == 1, TimeSpan.FromSeconds(20), "the server is done with the picture", Token);
        Assert.True(runs[0].Interrupted);
    }

    [Fact]
    public async Task Names_of_files_that_clients_choose_reach_nobody()
    {
        var comfy = Comfy();
        var gateway = await StartPaintingAsync($"name: comfy, protocol: comfyui, endpoints: [\"{comfy.Endpoint}\"]");
        var picture = FakePng.Of(64, 64, 1);
        using var form = new MultipartFormDataContent { { new StringContent("a"), "prompt" } };
        var file = new ByteArrayContent(picture);
        file.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"image\"; filename=\"../../../etc/passwd\"");
        form.Add(file);

        var item = Assert.Single(DataOf((await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, Edits) { Content = form }, Token)).Expect(200)));

        Assert.DoesNotContain("passwd", Assert.Single(comfy.Uploads).AskedName, StringComparison.Ordinal);
        Assert.Matches("^http://[^/]+/images/[0-9a-f]{32}\\.png$", item.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Base64_that_is_none_is_refused_before_anybody_is_asked()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync($"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]");
        foreach (var given in (string[])["%%%", "data:image/png;base64,!!!!", "aGVsbG8=", "", "data:image/png;base64,"])
        {
            var body = Asking("a dog").With("width", 64).With("height", 64);
            body["init_images"] = new JsonArray(given);
            Assert.Equal(422, (await gateway.Client.PostAsync("/sdapi/v1/img2img", body, Token)).Status);
        }

        Assert.Empty(fake.Generations);
    }
}
