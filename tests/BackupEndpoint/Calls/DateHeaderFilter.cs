using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Takes the Date header out of an answer that is to have none: the server itself puts one into every answer.</summary>
internal sealed class DateHeaderFilter(IDuplexPipe connection) : PipeWriter, IDuplexPipe
{
    /// <summary>The value of a Date header that is taken out.</summary>
    public const string NoDate = "none";

    private static readonly byte[] Header = Encoding.ASCII.GetBytes($"\r\nDate: {NoDate}\r\n");

    private readonly ArrayBufferWriter<byte> _unflushed = new();

    public PipeReader Input => connection.Input;

    public PipeWriter Output => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed.WrittenCount;

    public override void Advance(int bytes) => _unflushed.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);

    public override void CancelPendingFlush() => connection.Output.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Pass();
        connection.Output.Complete(exception);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Pass();
        return await connection.Output.FlushAsync(cancellationToken);
    }

    private void Pass()
    {
        ReadOnlySpan<byte> bytes = _unflushed.WrittenSpan;
        // The head of an answer is always written in one piece, and flushed with its first bytes of body at the earliest.
        int header = bytes.StartsWith("HTTP/1.1 "u8) ? bytes.IndexOf(Header) : -1;
        if (header >= 0)
        {
            connection.Output.Write(bytes[..header]);
            bytes = bytes[(header + Header.Length - 2)..];
        }

        connection.Output.Write(bytes);
        _unflushed.ResetWrittenCount();
    }
}
