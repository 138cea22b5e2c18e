using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DynamoBackup.Tests.Engine;

/// <summary>A server on loopback that reads one request a connection and answers it with the same text, whatever it asks.</summary>
internal sealed class CannedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    private CannedServer(string answer)
    {
        _answer = Encoding.UTF8.GetBytes(answer);
        _listener.Start();
        Served = ServeAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    private Task Served { get; }

    /// <summary>Answers with exactly this, and then closes the connection.</summary>
    public static CannedServer Raw(string answer) => new(answer);

    /// <summary>Answers with a status and a body of a type.</summary>
    public static CannedServer With(int status, string body, string type = "application/x-amz-json-1.0", string headers = "") =>
        new($"HTTP/1.1 {status} Canned\r\nContent-Type: {type}\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}Connection: close\r\n\r\n{body}");

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(socket);
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var request = new StringBuilder();
                var buffer = new byte[4096];
                while (!IsWhole(request.ToString()))
                {
                    var read = await socket.ReceiveAsync(buffer);
                    if (read == 0)
                    {
                        return;
                    }

                    request.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }

                await socket.SendAsync(_answer);
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The client has gone.
            }
        }
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = request.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return request.Length >= end + 4 + int.Parse(length.Split(':')[1]);
    }
}
