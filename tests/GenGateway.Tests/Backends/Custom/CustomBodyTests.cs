using GenGateway.Engine.Imaging;
using System.Text;
using GenGateway.Backends.Custom;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Tests.Backends.Custom;

public sealed class CustomBodyTests
{
    private static readonly PictureHeader Header = new(PictureKind.Png, 1, 1, HasAlpha: false);

    private static readonly ImageTask Full = new(ImageWork.Edit, "a cat")
    {
        NegativePrompt = "dogs",
        Count = 3,
        Size = new ImageSize(640, 384),
        Steps = 20,
        Guidance = 7.3,
        Seed = 41,
        Sampler = "Euler a",
        Scheduler = "Karras",
        Strength = 0.4,
        Quality = "hd",
        Style = "vivid",
        Background = "opaque",
        OutputFormat = "png",
        OutputCompression = 80,
        Moderation = "low",
        InputFidelity = "high",
        User = "u",
        Inputs = [new ImageInput(ImageType.Png, new byte[] { 1, 2, 3 }, Header), new ImageInput(ImageType.Jpeg, new byte[] { 4 }, Header)],
        Mask = new ImageMask(new ImageInput(ImageType.Png, new byte[] { 5 }, Header), IsAlpha: true),
    };

    [Fact]
    public void Every_field_that_a_template_may_name_has_its_value()
    {
        var template = "{" + string.Join(',', TemplateText.ImageFields.Select(static name => $"\"{name}\":\"{{{{{name}}}}}\"")) + "}";
        Assert.Equal(
            """{"prompt":"a cat","negative_prompt":"dogs","n":3,"width":640,"height":384,"size":"640x384","seed":41,"model":"m","steps":20,"guidance_scale":7.3,"sampler":"Euler a","scheduler":"Karras","strength":0.4,"quality":"hd","style":"vivid","background":"opaque","output_format":"png","output_compression":80,"moderation":"low","input_fidelity":"high","user":"u","image":"AQID","image_type":"image/png","images":["AQID","BA=="],"mask":"BQ==","mask_type":"image/png"}""",
            Written(template, Full));
    }

    [Fact]
    public void What_a_request_lacks_is_left_out_with_its_name_and_empty_within_a_text()
    {
        const string template = """{"a":"{{seed}}","b":{"c":"{{steps}}"},"d":["{{seed}}","{{prompt}}"],"e":"{{prompt}}, not {{negative_prompt}}!","f":"{{ n }}","g":"{{n}} of {{n}}"}""";
        Assert.Equal("""{"b":{},"d":["p"],"e":"p, not !","f":1,"g":"1 of 1"}""", Written(template, new ImageTask(ImageWork.Generate, "p")));
    }

    [Fact]
    public void A_size_is_always_there_the_given_pictures_own_where_none_is_asked_for()
    {
        const string template = """{"w":"{{width}}","h":"{{height}}","s":"{{size}}"}""";
        Assert.Equal("""{"w":1024,"h":1024,"s":"1024x1024"}""", Written(template, new ImageTask(ImageWork.Generate, "p")));
        Assert.Equal("""{"w":1,"h":1,"s":"1x1"}""", Written(template, new ImageTask(ImageWork.Edit, "p") { Inputs = [new ImageInput(ImageType.Png, new byte[] { 1 }, Header)] }));
    }

    [Fact]
    public void What_a_client_writes_is_no_template()
    {
        Assert.Equal("""{"a":"{{seed}}","b":"{{seed}} \"\n"}""", Written("""{"a":"{{prompt}}","b":"{{prompt}} \"\n"}""", new ImageTask(ImageWork.Generate, "{{seed}}") { Seed = 1 }));
    }

    [Fact]
    public void A_long_prompt_is_whole()
    {
        var prompt = new string('ü', 100_000);
        Assert.Equal($$"""{"a":"{{prompt}}"}""", Written("""{"a":"{{prompt}}"}""", new ImageTask(ImageWork.Generate, prompt)));
    }

    [Fact]
    public void What_no_placeholder_takes_is_named()
    {
        string[] all = ["negative_prompt", "size", "seed", "num_inference_steps", "guidance_scale", "sampler", "scheduler", "strength", "quality", "style", "background", "output_format", "output_compression", "moderation", "input_fidelity", "user"];
        Assert.Equal(all, CustomFields.NotCarried(Full, new HashSet<string>()));
        Assert.Empty(CustomFields.NotCarried(Full, TemplateText.ImageFields.ToHashSet()));
        Assert.Equal(all.Except(["size"]), CustomFields.NotCarried(Full, new HashSet<string> { "width" }));
    }

    private static string Written(string template, ImageTask task) => Encoding.UTF8.GetString(new CustomBody(template).Write(task, "m").Span);
}
