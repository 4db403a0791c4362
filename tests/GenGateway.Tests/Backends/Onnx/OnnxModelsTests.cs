using System.Diagnostics;
using GenGateway.Backends.Onnx;
using GenGateway.Engine.Text;
using GenGateway.Journey;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Backends.Onnx;

public sealed class OnnxModelsTests
{
    [Fact]
    public void Every_model_folder_is_a_backend_of_its_own_named_like_the_folder()
    {
        using var models = new ModelsFolder();
        models.Add("llama", "b");
        models.Add("gpt2", "a");
        models.Add("llama", ".half-downloaded");
        Directory.CreateDirectory(Path.Combine(models.Path, "notes"));

        var found = Discover(models);

        Assert.Equal(["a", "b"], found.Select(backend => backend.Name));
        Assert.All(found, backend => Assert.Null(backend.Unhealthy));
        Assert.All(found, backend => Assert.Equal([Capability.Chat, Capability.Completion], backend.Models.Single().Capabilities));
    }

    [Fact]
    public void A_model_without_a_chat_template_offers_completion_alone()
    {
        using var models = new ModelsFolder();
        File.Delete(Path.Combine(models.Add("llama", "base"), "chat_template.jinja"));

        Assert.Equal([Capability.Completion], Discover(models).Single().Models.Single().Capabilities);
    }

    [Theory]
    [InlineData("tokenizer.json", null)]
    [InlineData("config.json", null)]
    [InlineData("model.onnx", null)]
    [InlineData("tokenizer.json", "{")]
    [InlineData("config.json", "{\"model_type\":")]
    [InlineData("config.json", "{\"is_encoder_decoder\":true}")]
    [InlineData("generation_config.json", "[]")]
    [InlineData("config.json", "{\"model_type\":\"\\ud800\"}")]
    [InlineData("tokenizer_config.json", "{\"eos_token\":\"\\ud800\"}")]
    [InlineData("tokenizer.json", "{\"model\":{\"type\":\"\\ud800\"}}")]
    [InlineData("model.onnx", "")]
    [InlineData("chat_template.jinja", "{% for %}")]
    public void A_damaged_folder_is_listed_as_unhealthy_and_names_the_file(string file, string? content)
    {
        using var models = new ModelsFolder();
        models.Add("llama", "good");
        var damaged = Path.Combine(models.Add("llama", "damaged"), file);
        if (content is null)
            File.Delete(damaged);
        else
            File.WriteAllText(damaged, content);

        var found = Discover(models);

        var backend = Assert.Single(found, backend => backend.Unhealthy is not null);
        Assert.Equal("damaged", backend.Name);
        Assert.Contains(file == "chat_template.jinja" ? "template" : file, backend.Unhealthy, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(0.9999)]
    public void A_graph_that_was_cut_off_is_seen_without_loading_it(double part)
    {
        using var models = new ModelsFolder();
        var graph = Path.Combine(models.Add("llama", "cut"), "model.onnx");
        using (var file = File.OpenWrite(graph))
            file.SetLength((long)(file.Length * part));

        Assert.Contains("model.onnx", Discover(models).Single().Unhealthy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("model.onnx")]
    public async Task A_pipe_in_the_place_of_a_file_is_not_waited_for(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs mkfifo");
        using var models = new ModelsFolder();
        var pipe = Path.Combine(models.Add("llama", "piped"), file);
        File.Delete(pipe);
        using (var made = Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        var found = await Task.Run(() => Discover(models), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains(file, found.Single().Unhealthy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_found_earlier_hides_the_same_name_later()
    {
        using var first = new ModelsFolder();
        using var second = new ModelsFolder();
        first.Add("llama", "m");
        File.Delete(Path.Combine(second.Add("llama", "m"), "tokenizer.json"));

        var found = OnnxModels.Discover([first.Path, second.Path, "/does/not/exist"], new TextModelOptions(), NullLogger.Instance);

        Assert.Null(Assert.Single(found).Unhealthy);
    }

    private static IReadOnlyList<OnnxBackend> Discover(ModelsFolder models) =>
        OnnxModels.Discover([models.Path], new TextModelOptions(), NullLogger.Instance);
}
